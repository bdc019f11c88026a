import type { Rule } from '../rule.ts'
import { unreadableProblem } from '../unreadable-problem.ts'

export const certExtraData: Rule<'certificate'> = {
  code: 'cert/extra-data',
  kind: 'certificate',
  severity: 'error',
  phase: 'readable',
  waivable: false,
  summary: 'Nothing follows the certificate: no further block where one is expected, no bytes after its DER.',
  cites: ['RFC 7468 §3', 'X.690 §10.1'],
  check: ({ artefact }) =>
    unreadableProblem(artefact.parsed, 'extra-data', 'leave one CERTIFICATE block in the file; in server/ the leaf and its intermediates'),
}
