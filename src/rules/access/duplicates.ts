import type { Dfsp, Environment } from '../../model/environment.ts'

export interface Duplicate {
  /** Who is blamed: the one that base does not have with this value, else whose claim came later, else the later by id. */
  readonly dfsp: Dfsp
  readonly other: Dfsp
  readonly value: string
}

/** DFSPs that have a value, without regard to case, that another has; each is blamed at most once. */
export function duplicates(head: Environment, base: Environment | null, claimOf: (dfsp: Dfsp) => string | null): readonly Duplicate[] {
  const known = new Set((base?.dfsps ?? []).map((dfsp) => keyOf(dfsp, claimOf(dfsp))))
  const holders = new Map<string, Dfsp>()
  const found: Duplicate[] = []
  const isKnown = (dfsp: Dfsp): number => Number(known.has(keyOf(dfsp, claimOf(dfsp))))
  const disputed = disputedClaims(head.dfsps, claimOf)
  const late = new Map(head.dfsps.map((dfsp) => [dfsp.id, lateness(head, dfsp, disputed.has(claimOf(dfsp)?.toLowerCase() ?? '') ? claimOf(dfsp) : null)]))
  const oldFirst = [...head.dfsps].sort((a, b) => isKnown(b) - isKnown(a) || compared(late.get(a.id) ?? 0, late.get(b.id) ?? 0) || (a.id < b.id ? -1 : 1))
  for (const dfsp of oldFirst) {
    const value = claimOf(dfsp)
    if (value === null) continue
    const other = holders.get(value.toLowerCase())
    if (other === undefined) holders.set(value.toLowerCase(), dfsp)
    else found.push({ dfsp, other, value })
  }
  return found
}

/** Infinity, for what is not committed, is not later than itself. */
const compared = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1)

function disputedClaims(dfsps: readonly Dfsp[], claimOf: (dfsp: Dfsp) => string | null): ReadonlySet<string> {
  const once = new Set<string>()
  const claims = dfsps.flatMap((dfsp) => claimOf(dfsp)?.toLowerCase() ?? [])
  return new Set(claims.filter((claim) => once.has(claim) || !once.add(claim)))
}

/** History is asked only for what two of them claim; an FspId that is the folder's name stands with the file. */
function lateness({ tree }: Environment, { id }: Dfsp, value: string | null): number {
  return value === null ? 0 : (tree.since?.(`dfsps/${id}/dfsp.yaml`, value === id ? 'name:' : value) ?? 0)
}

function keyOf({ id }: Dfsp, value: string | null): string {
  return `${id}\n${value?.toLowerCase() ?? ''}`
}
