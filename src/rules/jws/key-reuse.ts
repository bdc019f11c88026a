import { keyReuseProblem } from '../key-index.ts'
import type { Rule } from '../rule.ts'

export const jwsKeyReuse: Rule<'jws'> = {
  code: 'jws/key-reuse',
  kind: 'jws',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'A signing key serves nowhere else: no TLS, no other purpose, party or environment.',
  cites: ['NIST SP 800-57 Part 1 §5.2'],
  check: ({ artefact }, context) => keyReuseProblem(artefact.path, context),
}
