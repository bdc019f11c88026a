import type { HistoricCommit } from '../model/history.ts'
import { locate } from '../model/layout.ts'
import { type FamilyGrowth, GROWTH_DAYS, type PastGrowth } from '../model/past-growth.ts'
import { parseCidr } from '../net/cidr.ts'
import { addressCount } from '../net/cidr-algebra.ts'
import { readDocument } from './load/read-document.ts'

const NOTHING: FamilyGrowth = { start: 0n, gained: 0n, last: 0n }

/** What those commits, the oldest first, added to the address space of each DFSP. Versions that cannot be read change nothing. */
export function pastGrowth(commits: readonly HistoricCommit[]): PastGrowth {
  const dfsps = new Map<string, Readonly<Record<4 | 6, FamilyGrowth>>>()
  for (const { path, before, after } of commits.flatMap(({ changes }) => changes)) {
    const { kind, dfsp } = locate(path)
    if (kind !== 'dfsp-endpoints' || dfsp === null) continue
    const old = dfsps.get(dfsp)
    const step = (family: 4 | 6): FamilyGrowth => grown(old?.[family] ?? NOTHING, countIn(path, before, family), countIn(path, after, family))
    dfsps.set(dfsp, { 4: step(4), 6: step(6) })
  }
  return { days: GROWTH_DAYS, dfsps }
}

/** A first address has nothing to grow from; one that comes back is compared with what was there last. */
function grown(past: FamilyGrowth, before: bigint | null, after: bigint | null): FamilyGrowth {
  const from = past.last > 0n ? past.last : (before ?? 0n)
  const to = after ?? 0n
  const start = past.start > 0n ? past.start : from > 0n ? from : to
  const gained = from > 0n && to > from ? to - from : 0n
  return { start, gained: past.gained + gained, last: to > 0n ? to : from }
}

/** Addresses of a version of endpoints.yaml; null where it is not there or cannot be read. */
function countIn(path: string, bytes: Uint8Array | null, family: 4 | 6): bigint | null {
  if (bytes === null) return null
  const { value } = readDocument({ path, name: 'endpoints', dfsp: null, bytes }, 'dfsp-endpoints')
  if (value === null) return null
  return addressCount(
    value.egress.flatMap(({ cidr }) => parseCidr(cidr) ?? []),
    family,
  )
}
