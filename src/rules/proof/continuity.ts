import { proofProblems } from '../proof-verdict.ts'
import type { Rule } from '../rule.ts'

export const proofContinuity: Rule<'key'> = {
  code: 'proof/continuity',
  kind: 'key',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary:
    'An officer or the key before it, known already, has signed for a new key; a notice in basic, while the DFSP has no officer and the proof claims no previous key.',
  cites: [],
  check: (subject, context) => proofProblems('proof/continuity', subject, context),
}
