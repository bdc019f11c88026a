import { keyReuseProblem } from '../key-index.ts'
import type { Rule } from '../rule.ts'

export const certKeyReuse: Rule<'certificate'> = {
  code: 'cert/key-reuse',
  kind: 'certificate',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: "A certificate's key serves nowhere else: no other certificate, purpose, party or environment.",
  cites: ['NIST SP 800-57 Part 1 §5.2'],
  check: ({ artefact }, context) => keyReuseProblem(artefact.path, context),
}
