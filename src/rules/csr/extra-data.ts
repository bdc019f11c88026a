import type { Rule } from '../rule.ts'
import { unreadableProblem } from '../unreadable-problem.ts'

export const csrExtraData: Rule<'csr'> = {
  code: 'csr/extra-data',
  kind: 'csr',
  severity: 'error',
  phase: 'readable',
  waivable: false,
  summary: 'Nothing follows the one request, neither another block nor bytes after its DER.',
  cites: ['RFC 7468 §3', 'X.690 §10.1'],
  check: ({ artefact }) => unreadableProblem(artefact.parsed, 'extra-data', 'leave only the one CERTIFICATE REQUEST block in the file'),
}
