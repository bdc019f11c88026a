import type { Dfsp, Environment } from '../../model/environment.ts'
import { evidenceOf } from '../../model/steps.ts'
import type { Problem, Rule } from '../rule.ts'

type Status = 'admitted' | 'active' | 'suspended' | 'left'

/** To which status each may go; `none` is a DFSP that base does not have. */
const NEXT: Readonly<Record<Status | 'none', readonly Status[]>> = {
  none: ['admitted'],
  admitted: ['active', 'suspended', 'left'],
  active: ['suspended', 'left'],
  suspended: ['active', 'left'],
  left: [],
}

/** A DFSP's life goes one way, and a DFSP is active only once the exchange is complete as far as files can prove it. */
export const accessStatus: Rule<'change'> = {
  code: 'access/status',
  kind: 'change',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'A status follows admitted, active, suspended, left; active needs every step that the tree can prove.',
  cites: [],
  *check({ base, head }, { at }) {
    const before = new Map(base.dfsps.map((dfsp) => [dfsp.id, dfsp]))
    for (const dfsp of head.dfsps) {
      const status = dfsp.profile?.value?.status
      const old = before.get(dfsp.id)
      const was = old === undefined ? 'none' : (old.profile?.value?.status ?? null)
      if (status !== undefined && was !== null && was !== status) yield* step({ environment: head, dfsp, at }, was, status)
    }
  },
}

interface Moved {
  readonly environment: Environment
  readonly dfsp: Dfsp
  readonly at: Date
}

function* step({ environment, dfsp, at }: Moved, was: Status | 'none', status: Status): Iterable<Problem> {
  const place = { path: dfsp.profile?.path ?? `dfsps/${dfsp.id}/dfsp.yaml`, dfsp: dfsp.id, position: dfsp.profile?.positionOf(['status']) ?? null }
  if (!NEXT[was].includes(status)) {
    const expected = NEXT[was].length === 0 ? 'an id that has left is not used again' : `${NEXT[was].map((next) => `"${next}"`).join(' or ')} is expected`
    yield { ...place, message: `status goes from "${was}" to "${status}"; ${expected}.`, hint: `muhuri admit <id> --dir .` }
    return
  }
  if (status !== 'active') return
  const missing = evidenceOf(environment, dfsp, at).filter(({ path }) => path === null)
  if (missing.length === 0) return
  const list = missing.map((evidence) => `${evidence.step} (${evidence.doer})`).join(', ')
  yield { ...place, message: `status is "active", but the exchange is not complete; missing: ${list}.`, hint: `muhuri status --dfsp ${dfsp.id}` }
}
