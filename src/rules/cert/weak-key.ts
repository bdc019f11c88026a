import { keyWeakness } from '../key-policy.ts'
import type { Rule } from '../rule.ts'

export const certWeakKey: Rule<'certificate'> = {
  code: 'cert/weak-key',
  kind: 'certificate',
  severity: 'error',
  phase: 'key',
  waivable: true,
  summary: "A certificate's key has a size, exponent or curve that the policy accepts, and is on its curve.",
  cites: ['NIST SP 800-57 Part 1 §5.6', 'NIST SP 800-56A §5.6.2.3'],
  *check({ artefact: { parsed } }, context) {
    const message = parsed.ok ? keyWeakness(parsed.facts[0].publicKey, context.settings.policy.keys, context) : null
    if (message !== null) yield { message, hint: 'make a new key, and let the CA certify it' }
  },
}
