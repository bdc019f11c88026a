import { chainProblems } from '../certificate-chain.ts'
import type { Rule } from '../rule.ts'

export const chainExpired: Rule<'certificate'> = {
  code: 'chain/expired',
  kind: 'certificate',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'No certificate above the leaf has expired or is not yet valid.',
  cites: ['RFC 5280 §6.1.3 (a)(2)'],
  check: (subject, context) => chainProblems(subject, 'chain/expired', context),
}
