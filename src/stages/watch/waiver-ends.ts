import { dfspOfPath } from '../../model/dfsp-of-path.ts'
import type { Environment } from '../../model/environment.ts'
import { endOf } from '../../rules/waiver-end.ts'
import type { Ending } from './ending.ts'

/** Waivers in force: what they excuse must be mended by then, and nothing makes that for people. */
export function waiverEnds({ waivers }: Environment): readonly Ending[] {
  return waivers.flatMap(({ path, value }): readonly Ending[] => {
    const end = value === null ? null : endOf(value.expires)
    if (value === null || end === null) return []
    return [{ what: `waiver of ${value.code}`, dfsp: dfspOfPath(value.path), path, end, replacedBy: null, who: 'hub', command: null }]
  })
}
