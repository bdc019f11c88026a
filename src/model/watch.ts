/** Days before an end at which it is said again, each with more urgency. */
export const THRESHOLDS = [1, 7, 14, 30, 60, 90] as const

/** Something that comes to its end, or has, with nothing in its place yet or with what is. */
export interface WatchedEnd {
  /** `client certificate`, `CA of the Hub`, `JWS key`, `waiver`, … */
  readonly what: string
  /** Null: the Hub's. */
  readonly dfsp: string | null
  readonly path: string
  /** ISO seconds, UTC. */
  readonly at: string
  /** Whole days from as-of, rounded down; negative once it is over. */
  readonly days: number
  /** The least of `THRESHOLDS` that it has come under; 0 once it is over. */
  readonly within: number
  /** What is already there for the time after, or null. */
  readonly replacedBy: string | null
  /** Whose turn it is. */
  readonly who: 'hub' | 'dfsp'
  /** The command that makes its successor; null where there is one, or none is needed. */
  readonly command: string | null
}

export interface WatchedCrl {
  /** Name of the CA's file. */
  readonly ca: string
  readonly dfsp: string | null
  readonly path: string
  /** When the list ends, or null where there is none or it does not say. */
  readonly nextUpdate: string | null
  readonly days: number | null
  /** Why it must be made anew, or null. */
  readonly due: string | null
  /** The command that makes it anew; null where nothing is to do. */
  readonly command: string | null
}

/** Something that must not be, whatever ends or is due. */
export interface WatchAlarm {
  /** `repo/rollback`, …: permanent. */
  readonly code: string
  readonly path: string | null
  readonly message: string
  /** What to type, or null. */
  readonly command: string | null
}

/** What ends, and what must be made anew, as of one instant. */
export interface WatchReport {
  readonly version: 1
  readonly environment: string | null
  readonly asOf: string
  /** The soonest first: what has come under 90 days, or is over with nothing in its place. */
  readonly ends: readonly WatchedEnd[]
  /** Every list, by path. */
  readonly crls: readonly WatchedCrl[]
  /** Before everything else. */
  readonly alarms: readonly WatchAlarm[]
  /** Lists that this run has made. */
  readonly refreshed: readonly { readonly ca: string; readonly number: number | string }[]
}
