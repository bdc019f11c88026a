/** How many addresses a DFSP had when a time began, how many came in it, and how many it had last; of one family. */
export interface FamilyGrowth {
  readonly start: bigint
  /** What came, summed: what went meanwhile is not set off against it. */
  readonly gained: bigint
  readonly last: bigint
}

/** What was merged in the days before a change. */
export interface PastGrowth {
  readonly days: number
  /** By DFSP; one whose addresses did not change in that time is not there. */
  readonly dfsps: ReadonlyMap<string, Readonly<Record<4 | 6, FamilyGrowth>>>
}

/** Over how many days growth is summed (DESIGN §3). */
export const GROWTH_DAYS = 30
