import { proofProblems } from '../proof-verdict.ts'
import type { Rule } from '../rule.ts'

export const proofSignature: Rule<'key'> = {
  code: 'proof/signature',
  kind: 'key',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'The key itself has signed its proof, and every signature of a known key in it is right.',
  cites: [],
  check: (subject, context) => proofProblems('proof/signature', subject, context),
}
