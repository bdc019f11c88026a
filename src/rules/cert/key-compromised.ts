import { revokedKeyProblem } from '../revoked-keys.ts'
import type { Rule } from '../rule.ts'

export const certKeyCompromised: Rule<'certificate'> = {
  code: 'cert/key-compromised',
  kind: 'certificate',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: "A certificate's key is not revoked; one that the Hub issued counts as revoked then.",
  cites: ['RFC 5280 §5.3.1'],
  check: ({ role, artefact: { parsed } }, context) => (parsed.ok && role !== 'client' ? revokedKeyProblem(parsed.facts[0].publicKey.sha256, context) : []),
}
