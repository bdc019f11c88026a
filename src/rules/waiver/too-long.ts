import type { Rule } from '../rule.ts'
import { endOf } from '../waiver-end.ts'

const MAX_DAYS = 90

export const waiverTooLong: Rule<'waiver'> = {
  code: 'waiver/too-long',
  kind: 'waiver',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'A waiver lasts at most 90 days.',
  cites: ['CONTRACT §1'],
  *check({ value, positionOf }, { at }) {
    const end = value === null ? null : endOf(value.expires)
    if (value === null || end === null) return
    const days = Math.floor((end.getTime() - at.getTime()) / 86_400_000)
    if (days > MAX_DAYS)
      yield {
        message: `The waiver lasts ${days} days more, until "${value.expires}"; at most ${MAX_DAYS} are allowed.`,
        hint: 'give it an earlier end',
        position: positionOf(['expires']),
      }
  },
}
