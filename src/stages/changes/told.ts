import type { Dfsp, Environment } from '../../model/environment.ts'
import type { Change, ChangeClass } from '../../model/plan.ts'

/** An effect before its class is looked up; a class of its own where a path has effects of several. */
export type Told = Omit<Change, 'class'> & { readonly class?: ChangeClass }

/** What two revisions are compared by. */
export interface Revisions {
  readonly base: Environment
  readonly head: Environment
  /** Every DFSP of either, by id; null where a revision does not have it. */
  readonly dfsps: readonly DfspRevisions[]
}

export interface DfspRevisions {
  readonly id: string
  readonly before: Dfsp | null
  readonly after: Dfsp | null
}

/** Both revisions, DFSP by DFSP in order of id. */
export function revisions(base: Environment, head: Environment): Revisions {
  const before = new Map(base.dfsps.map((dfsp) => [dfsp.id, dfsp]))
  const after = new Map(head.dfsps.map((dfsp) => [dfsp.id, dfsp]))
  const ids = [...new Set([...before.keys(), ...after.keys()])].sort()
  return { base, head, dfsps: ids.map((id) => ({ id, before: before.get(id) ?? null, after: after.get(id) ?? null })) }
}

/** Keys of either map, in code-unit order. */
export function keysOf(one: ReadonlyMap<string, unknown>, other: ReadonlyMap<string, unknown>): readonly string[] {
  return [...new Set([...one.keys(), ...other.keys()])].sort()
}

/** `2028-02-01`: for people. */
export function day(at: Date): string {
  return at.toISOString().slice(0, 10)
}

/** First sixteen digits of a fingerprint: enough to compare by eye beside the whole one in `before` and `after`. */
export function short(sha256: string): string {
  return `${sha256.slice(0, 16)}…`
}
