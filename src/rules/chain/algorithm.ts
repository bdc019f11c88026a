import { chainProblems } from '../certificate-chain.ts'
import type { Rule } from '../rule.ts'

export const chainAlgorithm: Rule<'certificate'> = {
  code: 'chain/algorithm',
  kind: 'certificate',
  severity: 'error',
  phase: 'key',
  waivable: true,
  summary: 'Every issuer has a strong key and is signed with SHA-256 or stronger.',
  cites: ['RFC 4055', 'RFC 5758'],
  check: (subject, context) => chainProblems(subject, 'chain/algorithm', context),
}
