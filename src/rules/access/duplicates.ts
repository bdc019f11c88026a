import type { Dfsp, Environment } from '../../model/environment.ts'

export interface Duplicate {
  /** Who is blamed: the one that base does not have with this value, else the later by id. */
  readonly dfsp: Dfsp
  readonly other: Dfsp
  readonly value: string
}

/** DFSPs that have a value, without regard to case, that another has; each is blamed at most once. */
export function duplicates(head: Environment, base: Environment | null, claimOf: (dfsp: Dfsp) => string | null): readonly Duplicate[] {
  const known = new Set((base?.dfsps ?? []).map((dfsp) => keyOf(dfsp, claimOf(dfsp))))
  const holders = new Map<string, Dfsp>()
  const found: Duplicate[] = []
  const oldFirst = [...head.dfsps].sort((a, b) => Number(known.has(keyOf(b, claimOf(b)))) - Number(known.has(keyOf(a, claimOf(a)))) || (a.id < b.id ? -1 : 1))
  for (const dfsp of oldFirst) {
    const value = claimOf(dfsp)
    if (value === null) continue
    const other = holders.get(value.toLowerCase())
    if (other === undefined) holders.set(value.toLowerCase(), dfsp)
    else found.push({ dfsp, other, value })
  }
  return found
}

function keyOf({ id }: Dfsp, value: string | null): string {
  return `${id}\n${value?.toLowerCase() ?? ''}`
}
