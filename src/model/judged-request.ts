import type { CheckReport } from './finding.ts'
import type { Plan } from './plan.ts'

/** What is known of a request when it has been read: may it pass, and what would its merge do. */
export interface JudgedRequest {
  readonly report: CheckReport
  /** Its findings are those of the report. */
  readonly plan: Plan
  /** Why rendered files are not compared. */
  readonly unrendered: readonly string[]
}
