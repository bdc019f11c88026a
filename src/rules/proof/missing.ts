import { proofProblems } from '../proof-verdict.ts'
import type { Rule } from '../rule.ts'

export const proofMissing: Rule<'key'> = {
  code: 'proof/missing',
  kind: 'key',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'A proof shows that a DFSP holds the key of every file of its own; a notice where assurance is basic.',
  cites: [],
  check: (subject, context) => proofProblems('proof/missing', subject, context),
}
