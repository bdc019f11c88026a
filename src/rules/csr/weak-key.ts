import { keyWeakness } from '../key-policy.ts'
import type { Rule } from '../rule.ts'

export const csrWeakKey: Rule<'csr'> = {
  code: 'csr/weak-key',
  kind: 'csr',
  severity: 'error',
  phase: 'key',
  waivable: true,
  summary: "A CSR's key has a size, exponent or curve that the policy accepts, and is on its curve.",
  cites: ['NIST SP 800-57 Part 1 §5.6', 'NIST SP 800-56A §5.6.2.3'],
  *check({ artefact: { parsed } }, context) {
    const message = parsed.ok ? keyWeakness(parsed.facts.publicKey, context.settings.policy.keys, context) : null
    if (message !== null) yield { message, hint: 'make a new key: openssl ecparam -name prime256v1 -genkey -noout' }
  },
}
