import { revokedKeyProblem } from '../revoked-keys.ts'
import type { Rule } from '../rule.ts'

export const jwsKeyCompromised: Rule<'jws'> = {
  code: 'jws/key-compromised',
  kind: 'jws',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'A signing key is not revoked; one of a DFSP that has left serves nobody any more.',
  cites: ['RFC 5280 §5.3.1'],
  *check({ artefact: { parsed }, dfsp }, context) {
    if (!parsed.ok) return
    const isOver = dfsp?.profile?.value?.status === 'left'
    for (const problem of revokedKeyProblem(parsed.facts.sha256, context)) yield isOver ? { ...problem, severity: 'notice' } : problem
  },
}
