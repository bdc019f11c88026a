import { chainProblems } from '../certificate-chain.ts'
import type { Rule } from '../rule.ts'

export const chainAnchor: Rule<'certificate'> = {
  code: 'chain/anchor',
  kind: 'certificate',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'A path ends in the own CA of its party, DFSP or Hub.',
  cites: ['RFC 5280 §6.1.1 (d)'],
  check: (subject, context) => chainProblems(subject, 'chain/anchor', context),
}
