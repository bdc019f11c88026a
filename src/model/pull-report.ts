import type { PullReason } from './pull-refusal.ts'

/** Why nothing new is installed. */
export interface Refused {
  readonly reason: PullReason
  readonly message: string
  readonly hint: string | null
}

/** What a run of `pull` has done. */
export interface PullReport {
  readonly version: 1
  /** `scheduled`: nothing new came, but keys have come into use or gone out of it by their own times. */
  readonly change: 'installed' | 'scheduled' | 'none'
  /** Of what stands there now; null while nothing was ever installed. */
  readonly environment: string | null
  readonly sequence: number | null
  /** SHA-256 of its manifest. */
  readonly bundle: string | null
  readonly expires: string | null
  /** Paths below the folder that changed, sorted. */
  readonly written: readonly string[]
  readonly removed: readonly string[]
  readonly notes: readonly string[]
}
