import { keyPolicyOf } from '../jws-policy.ts'
import type { Rule } from '../rule.ts'
import { weakKeyProblem } from '../weak-key.ts'

export const jwsWeakKey: Rule<'jws'> = {
  code: 'jws/weak-key',
  kind: 'jws',
  severity: 'error',
  phase: 'key',
  waivable: true,
  summary: 'A signing key has a size, exponent or curve that the policy accepts, is on no list of blocked keys, and nobody can compute its private half.',
  cites: ['RFC 7518 §3.3', 'RFC 8725 §3.5', 'CVE-2017-15361'],
  *check({ role, artefact: { path, parsed } }, context) {
    if (parsed.ok) yield* weakKeyProblem({ path, key: parsed.facts, policy: keyPolicyOf(role, context), hint: 'openssl genrsa -traditional 2048' }, context)
  },
}
