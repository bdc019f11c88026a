import { chainProblems } from '../certificate-chain.ts'
import type { Rule } from '../rule.ts'

export const chainPathLength: Rule<'certificate'> = {
  code: 'chain/path-length',
  kind: 'certificate',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'No path has more CAs below a CA than that one allows.',
  cites: ['RFC 5280 §6.1.4 (l), (m)'],
  check: (subject, context) => chainProblems(subject, 'chain/path-length', context),
}
