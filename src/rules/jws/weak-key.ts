import { keyPolicyOf } from '../jws-policy.ts'
import { keyWeakness } from '../key-policy.ts'
import type { Rule } from '../rule.ts'

export const jwsWeakKey: Rule<'jws'> = {
  code: 'jws/weak-key',
  kind: 'jws',
  severity: 'error',
  phase: 'key',
  waivable: true,
  summary: 'A signing key has a size, exponent or curve that the policy accepts for its use.',
  cites: ['RFC 7518 §3.3', 'RFC 8725 §3.5'],
  *check({ role, artefact: { parsed } }, context) {
    const message = parsed.ok ? keyWeakness(parsed.facts, keyPolicyOf(role, context), context) : null
    if (message !== null) yield { message, hint: 'openssl genrsa -traditional 2048' }
  },
}
