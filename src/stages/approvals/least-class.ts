import { actorOf } from '../../model/actor.ts'
import type { Environment } from '../../model/environment.ts'
import { locate } from '../../model/layout.ts'
import type { ChangeClass } from '../../model/plan.ts'
import type { PathChange } from '../../model/tree-changes.ts'
import { type ClassOf, highest, hubAdmin, hubReview, selfService } from '../classify/effect.ts'
import { CLASSES } from '../classify/table.ts'

/** Those that ask for the same whatever stands in the file. */
const FIXED: ReadonlyMap<ClassOf, ChangeClass> = new Map([
  [hubAdmin, 'hub-admin'],
  [hubReview, 'hub-review'],
  [selfService, 'self-service'],
])

/**
 * What a change to these paths asks for at least, whatever their contents are: by it, who publishes a verdict holds the class that the
 * reader of the contents reports. Null: not even the paths are known, so it is hub-admin.
 */
export function leastClass(base: Environment, paths: readonly PathChange[] | null, author: number): ChangeClass {
  if (paths === null) return 'hub-admin'
  const own = highest(paths.map(classOfPath))
  const dfsps = new Set(paths.flatMap(({ path }) => locate(path).dfsp ?? []))
  const touchesMany = own !== 'restrict' && dfsps.size > 1
  return touchesMany || paths.some(({ path }) => isForeign(base, path, author)) ? 'hub-admin' : own
}

function classOfPath({ path, change }: PathChange): ChangeClass {
  const { kind, problem } = locate(path)
  return problem === null ? (FIXED.get(CLASSES[kind][change]) ?? 'restrict') : 'hub-admin'
}

/** Whose a revocation is, its path does not say. */
function isForeign(base: Environment, path: string, author: number): boolean {
  const actor = actorOf(base, author)
  if (actor.kind === 'admin' || actor.kind === 'reviewer') return false
  const { kind, dfsp } = locate(path)
  return actor.kind !== 'owner' || (kind !== 'revoked' && (dfsp === null || !actor.dfsps.includes(dfsp)))
}
