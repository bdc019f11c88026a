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
  const issued = servedBefore(base)
  for (const dfsp of head.dfsps) {
    const was = gone.get(fspIdOf(dfsp).toLowerCase())
    if (was !== undefined) yield { ...placeOf(dfsp), message: `FspId "${fspIdOf(dfsp)}" was that of ${was}, which this change removes.` }
    if (!before.has(dfsp.id) && issued.has(dfsp.id))
      yield { ...placeOf(dfsp), message: `id "${dfsp.id}" is new here, but certificates were already issued under it (issued/certificates/${dfsp.id}).` }
  }
  yield* ofTheForgotten({ before, head, issued })
}

/** Ids that the machine wrote down, with a certificate or a key: that stays, in the shallowest clone too. */
function servedBefore({ issued }: Environment): ReadonlySet<string | null> {
  return new Set([...issued.records.map(({ dfsp }) => dfsp), ...issued.keys.map(({ value }) => value?.dfsp ?? null)])
}

interface Forgetting {
  readonly before: ReadonlyMap<string, Dfsp>
  readonly head: Environment
  readonly issued: ReadonlySet<string | null>
}

/** The profile of a DFSP that was served keeps its FspId and client from others for ever; so it stays, and so does the FspId in it. */
function* ofTheForgotten({ before, head, issued }: Forgetting): Iterable<Problem> {
  const after = new Map(head.dfsps.map((dfsp) => [dfsp.id, dfsp]))
  for (const [id, old] of before) {
    if (!issued.has(id) || old.profile?.value == null) continue
    const now = after.get(id)
    if (now === undefined || now.profile === null) {
      yield {
        ...placeOf(old),
        position: null,
        message: `dfsps/${id}/dfsp.yaml goes, and with it what keeps its FspId and OAuth client from others; a DFSP that was served stays, as left.`,
        hint: `muhuri leave ${id} --dir .`,
      }
    } else if (now.profile.value !== null && fspIdOf(now) !== fspIdOf(old)) {
      yield { ...placeOf(now), message: `FspId "${fspIdOf(old)}" becomes "${fspIdOf(now)}"; messages and ledgers know ${id} by the first for ever.` }
    }
  }
}

function placeOf({ id, profile }: Dfsp): Pick<Problem, 'path' | 'dfsp' | 'position'> {
  return { path: profile?.path ?? `dfsps/${id}/dfsp.yaml`, dfsp: id, position: profile?.positionOf(['fspId']) ?? null }
}
