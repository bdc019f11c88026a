import type { Place, Reason } from './decision.ts'

/** One step of a decision: what was asked, how it went, where that stands, what would change it. */
export interface ExplainedStep {
  readonly question: Reason | 'firewall' | 'destination'
  readonly state: 'passed' | 'refused' | 'not-reached'
  readonly said: string
  /** The lines of the environment that decided. */
  readonly at: readonly Place[]
  /** For a step that refuses: the next action; null where there is none to take. */
  readonly remedy: string | null
}

/** Output of `explain`: one request, or one callback, step by step. */
export interface Explanation {
  readonly version: 1
  readonly asOf: string
  readonly allow: boolean
  readonly because: string | null
  readonly dfsp: string | null
  readonly steps: readonly ExplainedStep[]
}
