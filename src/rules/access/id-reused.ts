import type { Dfsp, Environment } from '../../model/environment.ts'
import { fspIdOf } from '../../model/fsp-id.ts'
import type { Problem, Rule } from '../rule.ts'
import { duplicates } from './duplicates.ts'

/** Ids and FspIds stand in certificates, ledgers and messages for ever: they are never given to another DFSP. */
export const accessIdReused: Rule<'environment'> = {
  code: 'access/id-reused',
  kind: 'environment',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'An id or FspId, without regard to case, belongs to one DFSP for ever, and none is the Hub’s.',
  cites: ['FSPIOP API §7.3.16'],
  *check(environment, context) {
    for (const { dfsp, other, value } of duplicates(environment, context.base ?? null, fspIdOf)) {
      yield { ...placeOf(dfsp), message: `FspId "${value}" is that of ${other.id} (dfsps/${other.id}/dfsp.yaml); FspIds differ by more than case.` }
    }
    for (const dfsp of environment.dfsps) {
      if (fspIdOf(dfsp).toLowerCase() === context.settings.hub.toLowerCase()) yield { ...placeOf(dfsp), message: `FspId "${fspIdOf(dfsp)}" is the Hub's own.` }
    }
    if (context.base != null) yield* ofTheGone(environment, context.base)
  },
}

/** Names of DFSPs that base had and head has not, and ids that the ledger has already. */
function* ofTheGone(head: Environment, base: Environment): Iterable<Problem> {
  const before = new Map(base.dfsps.map((dfsp) => [dfsp.id, dfsp]))
  const present = new Set(head.dfsps.map(({ id }) => id))
  const gone = new Map(base.dfsps.filter(({ id }) => !present.has(id)).map((dfsp) => [fspIdOf(dfsp).toLowerCase(), dfsp.id]))
  const issued = new Set(base.issued.records.map(({ dfsp }) => dfsp))
  for (const dfsp of head.dfsps) {
    const was = gone.get(fspIdOf(dfsp).toLowerCase())
    if (was !== undefined) yield { ...placeOf(dfsp), message: `FspId "${fspIdOf(dfsp)}" was that of ${was}, which this change removes.` }
    if (!before.has(dfsp.id) && issued.has(dfsp.id))
      yield { ...placeOf(dfsp), message: `id "${dfsp.id}" is new here, but certificates were already issued under it (issued/certificates/${dfsp.id}).` }
  }
}

function placeOf({ id, profile }: Dfsp): Pick<Problem, 'path' | 'dfsp' | 'position'> {
  return { path: profile?.path ?? `dfsps/${id}/dfsp.yaml`, dfsp: id, position: profile?.positionOf(['fspId']) ?? null }
}
