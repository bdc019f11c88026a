import type { Rule } from '../rule.ts'
import { endOf } from '../waiver-end.ts'

export const waiverExpired: Rule<'waiver'> = {
  code: 'waiver/expired',
  kind: 'waiver',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'A waiver has not expired; after its last day it excuses nothing.',
  cites: ['CONTRACT §1'],
  *check({ value, positionOf }, { at }) {
    if (value === null) return
    const end = endOf(value.expires)
    if (end === null || at > end)
      yield {
        message: `The waiver expired on "${value.expires}".`,
        hint: 'mend what it excused and remove it, or have it approved anew',
        position: positionOf(['expires']),
      }
  },
}
