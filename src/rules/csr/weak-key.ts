import type { Rule } from '../rule.ts'
import { weakKeyProblem } from '../weak-key.ts'

export const csrWeakKey: Rule<'csr'> = {
  code: 'csr/weak-key',
  kind: 'csr',
  severity: 'error',
  phase: 'key',
  waivable: true,
  summary: "A CSR's key has a size, exponent or curve that the policy accepts, is on no list of blocked keys, and nobody can compute its private half.",
  cites: ['NIST SP 800-57 Part 1 §5.6', 'NIST SP 800-56A §5.6.2.3', 'CVE-2017-15361'],
  *check({ artefact: { path, parsed } }, context) {
    if (parsed.ok)
      yield* weakKeyProblem(
        { path, key: parsed.facts.publicKey, policy: context.settings.policy.keys, hint: 'make a new key: openssl ecparam -name prime256v1 -genkey -noout' },
        context,
      )
  },
}
