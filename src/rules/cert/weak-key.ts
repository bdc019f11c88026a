import type { Rule } from '../rule.ts'
import { weakKeyProblem } from '../weak-key.ts'

export const certWeakKey: Rule<'certificate'> = {
  code: 'cert/weak-key',
  kind: 'certificate',
  severity: 'error',
  phase: 'key',
  waivable: true,
  summary: "A certificate's key has a size, exponent or curve that the policy accepts, and is on its curve.",
  cites: ['NIST SP 800-57 Part 1 §5.6', 'NIST SP 800-56A §5.6.2.3'],
  *check({ artefact: { path, parsed } }, context) {
    if (parsed.ok)
      yield* weakKeyProblem(
        { path, key: parsed.facts[0].publicKey, policy: context.settings.policy.keys, hint: 'make a new key, and let the CA certify it' },
        context,
      )
  },
}
