/** What a person can mend by editing the repository: data with a permanent code, never an exception. */

export type Severity = 'error' | 'warning' | 'notice'

/** `family/slug`, permanent (CONTRACT §4). */
export type FindingCode = `${string}/${string}`

export interface Position {
  /** 1-based. */
  readonly line: number
  /** 1-based, in UTF-16 code units. */
  readonly column: number
}

export interface Finding {
  readonly code: FindingCode
  readonly severity: Severity
  /** The DFSP whose folder or whose issued certificate it concerns, else null: null stops all (DESIGN §3). */
  readonly dfsp: string | null
  /** Path in the environment repository, `/` separated; `.` for the repository as a whole. */
  readonly path: string
  readonly line: number | null
  readonly column: number | null
  readonly message: string
  /** The next action, as a command or an edit. */
  readonly hint: string | null
  /** Sources of the rule: `RFC 5280 §4.2.1.9`. */
  readonly cites: readonly string[]
  /** False when base, at the same instant, has the same finding for the same bytes. */
  readonly new: boolean
  /** SHA-256 of the file's bytes, lower-case hex, or null: what a waiver or a comparison binds to. Not part of the JSON output. */
  readonly sha256: string | null
}

export type Verdict = 'pass' | 'hub-review' | 'hub-admin' | 'fail'

export interface CheckReport {
  readonly version: 1
  /** `id` of environment.yaml, or null (`inspect`). */
  readonly environment: string | null
  /** ISO seconds, UTC. */
  readonly asOf: string
  readonly base: string | null
  readonly head: string | null
  readonly verdict: Verdict
  readonly findings: readonly Finding[]
}
