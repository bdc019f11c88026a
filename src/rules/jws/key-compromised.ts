import { revokedKeyProblem } from '../revoked-keys.ts'
import type { Rule } from '../rule.ts'

export const jwsKeyCompromised: Rule<'jws'> = {
  code: 'jws/key-compromised',
  kind: 'jws',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'A signing key is not revoked.',
  cites: ['RFC 5280 §5.3.1'],
  check: ({ artefact: { parsed } }, context) => (parsed.ok ? revokedKeyProblem(parsed.facts.sha256, context) : []),
}
