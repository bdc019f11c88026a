import type { Rule } from '../rule.ts'
import { bindingOf } from '../waiver-binding.ts'

export const waiverUnused: Rule<'waiver'> = {
  code: 'waiver/unused',
  kind: 'waiver',
  severity: 'warning',
  phase: 'after',
  waivable: false,
  summary: 'A waiver excuses something that is found.',
  cites: ['CONTRACT §4'],
  *check({ path, value, positionOf }, { environment, usedWaivers }) {
    if (value === null || usedWaivers?.has(path) === true || bindingOf(value, environment) !== 'bound') return
    yield { message: `The waiver excuses nothing: "${value.path}" has no finding "${value.code}".`, hint: `remove "${path}"`, position: positionOf(['code']) }
  },
}
