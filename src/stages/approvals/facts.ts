import type { Environment } from '../../model/environment.ts'
import type { ChangeClass } from '../../model/plan.ts'
import type { HostRole, ReviewFacts } from '../../ports/git-host.ts'
import type { Demand } from './demand.ts'
import type { HeadFacts } from './raised-class.ts'

/** What the Git host says now of a request, and what base says of people. */
export interface ApprovalFacts extends HeadFacts {
  /** Of the change as it was judged. */
  readonly class: ChangeClass
  /** Decides who may approve; the head never does. */
  readonly base: Environment
  /** 40 hex digits: an approval of any other commit counts for nothing. */
  readonly head: string
  readonly reviews: readonly ReviewFacts[]
  /** By numeric id; who is not in it may not write. */
  readonly roles: ReadonlyMap<number, HostRole>
  /** Ids of base's teams `reviewers` and `admins`; null where the team is not in sight. */
  readonly teams: { readonly reviewers: ReadonlySet<number> | null; readonly admins: ReadonlySet<number> | null }
}

export interface Approvals {
  /** The class of the change, or hub-admin where the way it came asks for more. */
  readonly class: ChangeClass
  /** Why it was raised, with `access/maintainer-edits` or in plain words. */
  readonly raised: readonly string[]
  readonly approved: boolean
  readonly requiredBy: Demand['by']
  readonly required: number
  /** One for each person, oldest review first. */
  readonly counted: readonly { readonly user: number; readonly login: string; readonly commit: string }[]
  /** Approvals that count for nothing, and why. */
  readonly ignored: readonly IgnoredReview[]
  /** What is missing still, in sentences; empty exactly when `approved`. */
  readonly missing: readonly string[]
}

export interface IgnoredReview {
  readonly user: number
  readonly login: string
  readonly because: string
}
