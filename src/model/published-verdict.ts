import type { ChangeClass } from './plan.ts'
import type { RequestReport } from './request-report.ts'

/** How the approvals of a request stand, as its comment shows them. */
export interface ShownApprovals {
  readonly class: ChangeClass
  readonly raised: readonly string[]
  readonly requiredBy: 'nobody' | 'reviewers' | 'admins'
  readonly required: number
  readonly counted: readonly { readonly user: number; readonly login: string }[]
  readonly ignored: readonly { readonly user: number; readonly login: string; readonly because: string }[]
  readonly missing: readonly string[]
}

/** What is said in public of a request: the report, and who has agreed by now. */
export interface PublishedVerdict {
  readonly report: RequestReport
  readonly approvals: ShownApprovals
  readonly outcome: VerdictOutcome
}

export interface VerdictOutcome {
  readonly conclusion: 'success' | 'failure' | 'action_required'
  /** One line, of our own words and numbers only. */
  readonly title: string
}
