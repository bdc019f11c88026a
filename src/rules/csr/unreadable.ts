import type { Rule } from '../rule.ts'
import { unreadableProblem } from '../unreadable-problem.ts'

export const csrUnreadable: Rule<'csr'> = {
  code: 'csr/unreadable',
  kind: 'csr',
  severity: 'error',
  phase: 'readable',
  waivable: false,
  summary: 'A CSR is one PEM block that holds a PKCS#10 request in DER.',
  cites: ['RFC 2986 §4', 'RFC 7468 §7'],
  check: ({ artefact }) => unreadableProblem(artefact.parsed, 'unreadable', 'openssl req -new -key <key> -out <file>.csr'),
}
