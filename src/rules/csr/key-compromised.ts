import { isSpent } from '../issued-requests.ts'
import { revokedKeyProblem } from '../revoked-keys.ts'
import type { Rule } from '../rule.ts'

export const csrKeyCompromised: Rule<'csr'> = {
  code: 'csr/key-compromised',
  kind: 'csr',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: "A CSR's key is not revoked, neither itself nor with a certificate whose key was compromised.",
  cites: ['RFC 5280 §5.3.1'],
  *check({ role, artefact, dfsp }, context) {
    if (!artefact.parsed.ok) return
    const spent = dfsp?.profile?.value?.status === 'left' || (role === 'client' && isSpent(artefact, context))
    for (const problem of revokedKeyProblem(artefact.parsed.facts.publicKey.sha256, context)) {
      yield spent ? { ...problem, severity: 'notice', hint: `remove "${artefact.path}"; nothing more comes of it` } : problem
    }
  },
}
