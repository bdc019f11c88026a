import { chainProblems } from '../certificate-chain.ts'
import type { Rule } from '../rule.ts'

export const chainCriticalExtension: Rule<'certificate'> = {
  code: 'chain/critical-extension',
  kind: 'certificate',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'No certificate of a path has a critical extension that is not understood.',
  cites: ['RFC 5280 §4.2'],
  check: (subject, context) => chainProblems(subject, 'chain/critical-extension', context),
}
