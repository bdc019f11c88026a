import { chainProblems } from '../certificate-chain.ts'
import type { Rule } from '../rule.ts'

export const chainIncomplete: Rule<'certificate'> = {
  code: 'chain/incomplete',
  kind: 'certificate',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'Every issuer between a certificate and its root is at hand; a server file holds its intermediates.',
  cites: ['RFC 5280 §6.1', 'RFC 8446 §4.4.2'],
  check: (subject, context) => chainProblems(subject, 'chain/incomplete', context),
}
