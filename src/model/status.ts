import type { Doer, Step } from './steps.ts'

/** `done`: files prove it. `confirmed`: its doer says so. `stale`: said of something older. `invalid`: what should prove it is refused. */
export type StepState = 'done' | 'confirmed' | 'stale' | 'waiting' | 'invalid'

export interface StepStatus {
  readonly step: Step
  readonly doer: Doer
  readonly state: StepState
  /** What proves it, or what is wrong; null where there is nothing yet. */
  readonly path: string | null
  readonly detail: string | null
}

export interface NextAction {
  readonly who: Doer
  readonly step: Step
  readonly command: string
}

export interface Expiry {
  readonly what: string
  readonly path: string
  /** ISO seconds, UTC. */
  readonly at: string
  /** Whole days from as-of, rounded down; negative once it is over. */
  readonly days: number
}

export interface DfspStatus {
  readonly id: string
  readonly fspId: string
  readonly status: string | null
  readonly steps: readonly StepStatus[]
  readonly next: readonly NextAction[]
  readonly expires: readonly Expiry[]
}

/** Who still owes what to whom, and what ends when. */
export interface StatusReport {
  readonly version: 1
  readonly environment: string | null
  readonly asOf: string
  readonly dfsps: readonly DfspStatus[]
}
