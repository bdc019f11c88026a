import { chainProblems } from '../certificate-chain.ts'
import type { Rule } from '../rule.ts'

export const chainSignature: Rule<'certificate'> = {
  code: 'chain/signature',
  kind: 'certificate',
  severity: 'error',
  phase: 'signature',
  waivable: false,
  summary: 'Every certificate of a path is signed by the next one, and a root by itself.',
  cites: ['RFC 5280 §6.1.3 (a)(1)'],
  check: (subject, context) => chainProblems(subject, 'chain/signature', context),
}
