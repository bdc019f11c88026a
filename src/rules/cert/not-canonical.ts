import { notCanonicalProblem } from '../not-canonical-problem.ts'
import type { Rule } from '../rule.ts'

export const certNotCanonical: Rule<'certificate'> = {
  code: 'cert/not-canonical',
  kind: 'certificate',
  severity: 'warning',
  phase: 'rest',
  waivable: true,
  summary: 'A certificate file holds its PEM blocks alone, with LF and lines of 64 characters.',
  cites: ['RFC 7468 §2, §5.2'],
  check: ({ artefact }) => notCanonicalProblem(artefact.parsed, 'CERTIFICATE blocks'),
}
