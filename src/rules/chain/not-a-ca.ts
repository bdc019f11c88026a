import { chainProblems } from '../certificate-chain.ts'
import type { Rule } from '../rule.ts'

export const chainNotACa: Rule<'certificate'> = {
  code: 'chain/not-a-ca',
  kind: 'certificate',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'Every issuer is a CA that may sign certificates.',
  cites: ['RFC 5280 §6.1.4 (k), (n)'],
  check: (subject, context) => chainProblems(subject, 'chain/not-a-ca', context),
}
