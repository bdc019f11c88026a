import { actorOf } from '../model/actor.ts'
import type { Dfsp, Environment } from '../model/environment.ts'
import { type KeyHistory, keyHistory } from '../model/key-history.ts'
import { locate } from '../model/layout.ts'
import type { Change, ChangeClass } from '../model/plan.ts'
import { type PathChange, treeChanges } from '../model/tree-changes.ts'
import { changesOf } from './changes.ts'
import { highest } from './classify/effect.ts'
import { holdersOf } from './classify/revocation-effect.ts'
import { CLASSES } from './classify/table.ts'

/** A changed path, its class on its own, and the DFSPs that it concerns. */
export interface ClassifiedPath extends PathChange {
  readonly class: ChangeClass
  readonly dfsps: readonly string[]
}

export interface Classification {
  /** Of the whole change: who must agree to it. */
  readonly class: ChangeClass
  /** What it does, in the reviewer's words; certificates to issue are `plan`'s to say. */
  readonly changes: readonly Change[]
  readonly paths: readonly ClassifiedPath[]
}

/**
 * The class of the change from base to head (DESIGN §2) and its effects. `actor` is the author's numeric id, judged by
 * base, or null where it is not known. The whole is as high as its highest path; what touches two DFSPs, and what
 * neither an owner of the DFSP nor the Hub proposes, is hub-admin.
 */
export function classify(base: Environment, head: Environment, actor: number | null): Classification {
  const before = new Map(base.dfsps.map((dfsp) => [dfsp.id, dfsp]))
  const after = new Map(head.dfsps.map((dfsp) => [dfsp.id, dfsp]))
  const histories = new Map<string, KeyHistory>()
  const paths = treeChanges(base.tree, head.tree).map((change) => classified(change, { base, head, before, after, histories }))
  const own = highest(paths.map((path) => path.class))
  const total = isForeign(base, paths, actor) || touchesMany(paths, own) ? 'hub-admin' : own
  return { class: total, changes: changesOf(base, head, paths), paths }
}

interface Around {
  readonly base: Environment
  readonly head: Environment
  readonly before: ReadonlyMap<string, Dfsp>
  readonly after: ReadonlyMap<string, Dfsp>
  /** By id, as far as they were asked for. */
  readonly histories: Map<string, KeyHistory>
}

function classified(change: PathChange, around: Around): ClassifiedPath {
  const { base, head, before, after } = around
  const location = locate(change.path)
  const id = location.dfsp ?? ''
  const history = (): KeyHistory => historyOf(id, around)
  const effect = { base, head, path: change.path, location, before: before.get(id) ?? null, after: after.get(id) ?? null, history }
  const known = location.problem === null
  const revoked = known && location.kind === 'revoked' ? holdersOf(base, location.name).dfsps : []
  return { ...change, class: known ? CLASSES[location.kind][change.change](effect) : 'hub-admin', dfsps: location.dfsp === null ? revoked : [location.dfsp] }
}

function historyOf(id: string, { base, head, histories }: Around): KeyHistory {
  const history = histories.get(id) ?? keyHistory(head, id, { base })
  histories.set(id, history)
  return history
}

/** Taking authority away from several at once is the Hub's emergency brake: it stays restrict. */
function touchesMany(paths: readonly ClassifiedPath[], own: ChangeClass): boolean {
  return own !== 'restrict' && new Set(paths.flatMap(({ dfsps }) => dfsps)).size > 1
}

/** Whether somebody else than the Hub or the DFSP's own people proposes it. An unknown author is the verdict's to weigh. */
function isForeign(base: Environment, paths: readonly ClassifiedPath[], id: number | null): boolean {
  if (id === null || paths.length === 0) return false
  const actor = actorOf(base, id)
  if (actor.kind === 'admin' || actor.kind === 'reviewer') return false
  if (actor.kind !== 'owner') return true
  return paths.some(({ dfsps }) => dfsps.length === 0 || dfsps.some((dfsp) => !actor.dfsps.includes(dfsp)))
}
