import { block, type Cidr } from './cidr.ts'

/** Whether every address of `inner` lies in `outer`. */
export function cidrContains(outer: Cidr, inner: Cidr): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last
}

/** Whether the two blocks share an address; of two CIDR blocks that do, one contains the other. */
export function cidrOverlaps(a: Cidr, b: Cidr): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last
}

/** Total order: IPv4 before IPv6, then by first address, then the wider block first. 0 only for the same block. */
export function compareCidrs(a: Cidr, b: Cidr): number {
  if (a.family !== b.family) return a.family - b.family
  if (a.first !== b.first) return a.first < b.first ? -1 : 1
  return a.prefix - b.prefix
}

/** How many addresses the block has. */
export function cidrSize(cidr: Cidr): bigint {
  return cidr.last - cidr.first + 1n
}

/**
 * The fewest blocks with exactly the same addresses, sorted. For the list of one DFSP only: merged over two DFSPs,
 * nobody could say any more whose address it was.
 */
export function mergeCidrs(list: readonly Cidr[]): readonly Cidr[] {
  const merged: Cidr[] = []
  for (const cidr of [...list].sort(compareCidrs)) push(merged, cidr)
  return merged
}

/** How many different addresses of the family the list holds. */
export function addressCount(list: readonly Cidr[], family: 4 | 6): bigint {
  return mergeCidrs(list.filter((cidr) => cidr.family === family)).reduce((sum, cidr) => sum + cidrSize(cidr), 0n)
}

/** Blocks with exactly the addresses of `list` that are not in `without`, sorted and merged. */
export function subtractCidrs(list: readonly Cidr[], without: readonly Cidr[]): readonly Cidr[] {
  return without.reduce<readonly Cidr[]>((rest, hole) => rest.flatMap((cidr) => cut(cidr, hole)), mergeCidrs(list))
}

function push(merged: Cidr[], cidr: Cidr): void {
  const before = merged.at(-1)
  if (before === undefined) {
    merged.push(cidr)
    return
  }
  if (cidrContains(before, cidr)) return
  const parent = commonParent(before, cidr)
  if (parent === null) {
    merged.push(cidr)
    return
  }
  merged.pop()
  push(merged, parent)
}

function commonParent(a: Cidr, b: Cidr): Cidr | null {
  if (a.family !== b.family || a.prefix !== b.prefix || a.prefix === 0) return null
  const parent = block(a.family, a.first, a.prefix - 1)
  return parent.first === a.first && parent.last === b.last ? parent : null
}

function cut(cidr: Cidr, hole: Cidr): readonly Cidr[] {
  if (!cidrOverlaps(cidr, hole)) return [cidr]
  if (cidrContains(hole, cidr)) return []
  const half = cidrSize(cidr) / 2n
  return [cidr.first, cidr.first + half].flatMap((first) => cut(block(cidr.family, first, cidr.prefix + 1), hole))
}
