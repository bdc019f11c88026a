import type { Rule } from '../rule.ts'
import { unreadableProblem } from '../unreadable-problem.ts'

export const certUnreadable: Rule<'certificate'> = {
  code: 'cert/unreadable',
  kind: 'certificate',
  severity: 'error',
  phase: 'readable',
  waivable: false,
  summary: 'A certificate file holds X.509 certificates in PEM and strict DER.',
  cites: ['RFC 5280 §4.1', 'RFC 7468 §5'],
  check: ({ artefact }) => unreadableProblem(artefact.parsed, 'unreadable', 'openssl x509 -in <file> -out <file>'),
}
