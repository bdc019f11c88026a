import type { Rule } from '../rule.ts'

export const waiverNotWaivable: Rule<'waiver'> = {
  code: 'waiver/not-waivable',
  kind: 'waiver',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'A waiver excuses only what may be excused.',
  cites: ['CONTRACT §4'],
  *check({ value, positionOf }, { waivable }) {
    if (value === null || [...(waivable ?? [])].some((code) => code === value.code)) return
    yield { message: `"${value.code}" cannot be waived.`, hint: 'mend what it finds, and remove the waiver', position: positionOf(['code']) }
  },
}
