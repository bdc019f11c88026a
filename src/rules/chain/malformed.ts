import { chainProblems } from '../certificate-chain.ts'
import type { Rule } from '../rule.ts'

export const chainMalformed: Rule<'certificate'> = {
  code: 'chain/malformed',
  kind: 'certificate',
  severity: 'error',
  phase: 'after',
  waivable: true,
  summary: 'Every issuer keeps to the encodings and flags of RFC 5280.',
  cites: ['RFC 5280 §4'],
  check: (subject, context) => chainProblems(subject, 'chain/malformed', context),
}
