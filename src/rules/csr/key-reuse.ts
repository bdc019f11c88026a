import { keyReuseProblem } from '../key-index.ts'
import type { Rule } from '../rule.ts'

export const csrKeyReuse: Rule<'csr'> = {
  code: 'csr/key-reuse',
  kind: 'csr',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: "A CSR's key serves nowhere else: no other request, purpose, party or environment.",
  cites: ['NIST SP 800-57 Part 1 §5.2'],
  check: ({ artefact }, context) => keyReuseProblem(artefact.path, context),
}
