import { notCanonicalProblem } from '../not-canonical-problem.ts'
import type { Rule } from '../rule.ts'

export const csrNotCanonical: Rule<'csr'> = {
  code: 'csr/not-canonical',
  kind: 'csr',
  severity: 'warning',
  phase: 'rest',
  waivable: true,
  summary: 'A CSR file holds its PEM block alone, with LF and lines of 64 characters.',
  cites: ['RFC 7468 §2, §5.2'],
  check: ({ artefact }) => notCanonicalProblem(artefact.parsed, 'CERTIFICATE REQUEST block'),
}
