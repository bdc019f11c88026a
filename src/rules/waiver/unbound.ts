import type { Rule } from '../rule.ts'
import { bindingOf } from '../waiver-binding.ts'

export const waiverUnbound: Rule<'waiver'> = {
  code: 'waiver/unbound',
  kind: 'waiver',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'A waiver is bound to the bytes of a file that is there.',
  cites: ['CONTRACT §4'],
  *check(waiver, { environment, base }) {
    const { value, positionOf } = waiver
    if (value === null) return
    const binding = bindingOf(value, environment)
    if (binding === 'bound') return
    const isGone = binding === 'no-file'
    const message = isGone ? `There is no file "${value.path}".` : `The file "${value.path}" is not "${value.sha256}"; the waiver is for other bytes.`
    const problem = { message, hint: 'remove the waiver, or have it approved for the new file', position: positionOf([isGone ? 'path' : 'sha256']) }
    // Whoever mends the file must not be held up by the Hub's waiver for it, which now excuses nothing.
    const lapsed = base?.waivers.some(({ path, sha256 }) => path === waiver.path && sha256 === waiver.sha256) === true
    yield lapsed ? { ...problem, severity: 'warning' } : problem
  },
}
