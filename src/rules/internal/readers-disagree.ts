import type { Rule } from '../rule.ts'

/** Said by `inspect`, which alone asks a second reader; as a rule of its own it finds nothing. */
export const readersDisagree: Rule<'environment'> = {
  code: 'internal/readers-disagree',
  kind: 'environment',
  severity: 'error',
  phase: 'syntax',
  waivable: false,
  summary: 'Two readers of different make read the same in a request or certificate.',
  cites: [],
  check: () => [],
}
