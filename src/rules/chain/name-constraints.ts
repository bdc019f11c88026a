import { chainProblems } from '../certificate-chain.ts'
import type { Rule } from '../rule.ts'

export const chainNameConstraints: Rule<'certificate'> = {
  code: 'chain/name-constraints',
  kind: 'certificate',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'The names of a certificate are within what every CA above it permits.',
  cites: ['RFC 5280 §4.2.1.10'],
  check: (subject, context) => chainProblems(subject, 'chain/name-constraints', context),
}
