import type { Rule } from '../rule.ts'

/** Said by the runner in place of a rule that threw; as a rule of its own it finds nothing. */
export const ruleCrashed: Rule<'environment'> = {
  code: 'internal/rule-crashed',
  kind: 'environment',
  severity: 'error',
  phase: 'syntax',
  waivable: false,
  summary: 'Every rule comes to an end; what could not be checked counts as wrong.',
  cites: ['DESIGN §3'],
  check: () => [],
}
