import { keyPolicyOf } from '../jws-policy.ts'
import type { Rule } from '../rule.ts'
import { weakKeyProblem } from '../weak-key.ts'

export const jwsWeakKey: Rule<'jws'> = {
  code: 'jws/weak-key',
  kind: 'jws',
  severity: 'error',
  phase: 'key',
  waivable: true,
  summary: 'A signing key has a size, exponent or curve that the policy accepts for its use.',
  cites: ['RFC 7518 §3.3', 'RFC 8725 §3.5'],
  *check({ role, artefact: { path, parsed } }, context) {
    if (parsed.ok) yield* weakKeyProblem({ path, key: parsed.facts, policy: keyPolicyOf(role, context), hint: 'openssl genrsa -traditional 2048' }, context)
  },
}
