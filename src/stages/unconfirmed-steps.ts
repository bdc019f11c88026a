import type { Environment } from '../model/environment.ts'
import { MuhuriError } from '../model/errors.ts'
import type { Step } from '../model/steps.ts'
import { check } from './check.ts'
import { status } from './status.ts'

/** Steps of that DFSP's exchange that are neither proven by files nor confirmed by the side that does them; `refused` where one is proven wrong. */
export function unconfirmedSteps(environment: Environment, id: string, at: Date): readonly Step[] {
  const report = status(environment, check(environment, { at }).findings, at)
  const steps = report.dfsps.find((dfsp) => dfsp.id === id)?.steps ?? []
  const invalid = steps.find(({ state }) => state === 'invalid')
  if (invalid !== undefined)
    throw new MuhuriError(
      'refused',
      `"${id}" cannot be active: step ${invalid.step} (${invalid.doer}) is not in order: ${invalid.detail ?? invalid.path ?? ''}`,
      { hint: 'muhuri check' },
    )
  return [...new Set(steps.filter(({ state }) => state === 'waiting' || state === 'stale').map(({ step }) => step))]
}
