import { proofProblems } from '../proof-verdict.ts'
import type { Rule } from '../rule.ts'

export const proofEnvironment: Rule<'key'> = {
  code: 'proof/environment',
  kind: 'key',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'A proof is for this environment, this DFSP and this purpose.',
  cites: [],
  check: (subject, context) => proofProblems('proof/environment', subject, context),
}
