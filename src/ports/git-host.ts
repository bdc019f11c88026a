import type { PathChange } from '../model/tree-changes.ts'

/** What Muhuri asks of the service that hosts a repository, beyond Git itself. All text here is somebody else's and untrusted. */

export interface Account {
  readonly id: number
  readonly login: string
}

/** A pull request as the host shows it now. */
export interface PullFacts {
  readonly number: number
  readonly state: 'open' | 'merged' | 'closed'
  readonly title: string
  readonly author: Account
  /** `repository` null: the fork is gone. */
  readonly head: { readonly sha: string; readonly branch: string; readonly repository: { readonly id: number; readonly name: string } | null }
  readonly base: { readonly sha: string; readonly branch: string; readonly repository: number }
  /** Others than the author's side may push to the head. */
  readonly maintainerCanModify: boolean
  readonly draft: boolean
  /** The commit that merged it; null until then. */
  readonly mergeCommit: string | null
}

export interface ReviewFacts {
  readonly id: number
  /** Null: the account is gone. */
  readonly user: Account | null
  readonly state: 'approved' | 'changes-requested' | 'commented' | 'dismissed' | 'pending'
  readonly commit: string | null
  readonly at: string | null
}

export type HostRole = 'none' | 'read' | 'triage' | 'write' | 'maintain' | 'admin'

export interface CheckReport {
  readonly name: string
  readonly head: string
  /** Digest of what was judged. */
  readonly externalId: string
  readonly conclusion: 'success' | 'failure' | 'neutral' | 'action_required'
  readonly title: string
  /** Markdown, each at most 65,535 characters. */
  readonly summary: string
  readonly text: string
  readonly annotations: readonly Annotation[]
}

export interface Annotation {
  readonly path: string
  readonly line: number
  readonly level: 'notice' | 'warning' | 'failure'
  readonly title: string
  readonly message: string
}

export interface CheckFacts {
  readonly id: number
  readonly app: number | null
  readonly name: string
  readonly status: string
  readonly conclusion: string | null
  readonly externalId: string | null
}

/** Files of one commit: bytes, or null for a path that goes. */
export interface CommitPlan {
  /** Null: the first commit of a branch that shares nothing with another. */
  readonly parent: string | null
  readonly message: string
  readonly files: Readonly<Record<string, Uint8Array | null>>
}

export interface NewPull {
  /** `owner:branch`. */
  readonly head: string
  readonly base: string
  readonly title: string
  readonly body: string
}

export interface Report {
  /** An HTML comment with which the body begins; by it, and by its author, the report is found again. */
  readonly marker: string
  readonly body: string
}

/** Calls on one repository; each throws `MuhuriError('refused')` where the host does not answer or does not allow it. */
export interface GitHost {
  pull(number: number): Promise<PullFacts>
  /** Open ones from exactly this branch of that owner. */
  openPulls(owner: string, branch: string): Promise<readonly PullFacts[]>
  /** Those that brought this commit. */
  pullsOf(commit: string): Promise<readonly PullFacts[]>
  /** What it changes, a rename as a deletion and an addition; null where the host does not list all of it. */
  changedPaths(number: number): Promise<readonly PathChange[] | null>
  /** Who moved the head branch to where it is now; null where the host does not tell. */
  lastPusher(pull: PullFacts): Promise<Account | null>
  reviews(number: number): Promise<readonly ReviewFacts[]>
  /** `none` too where the login now belongs to another account. */
  role(account: Account): Promise<HostRole>
  /** Ids of an organisation's team; null where there is no such team in sight. */
  teamMembers(organisation: string, team: string): Promise<ReadonlySet<number> | null>
  checks(head: string, name: string): Promise<readonly CheckFacts[]>
  /** One check run of our App of that name at that commit, made or brought up to date; its id. */
  publishCheck(report: CheckReport): Promise<number>
  /** One comment of ours with that marker, made or brought up to date; its id. */
  publishComment(number: number, report: Report): Promise<number>
  /** `heads/main`; null where it is not there. */
  ref(name: string): Promise<string | null>
  /** From exactly `from` (null: it is new) to `to`; `lost`: somebody was faster. */
  moveRef(name: string, from: string | null, to: string): Promise<'moved' | 'lost'>
  /** The new commit, which no ref names yet. */
  commit(plan: CommitPlan): Promise<string>
  openPull(pull: NewPull): Promise<number>
  /** One open issue of ours with that marker, made or brought up to date; its number. */
  publishIssue(report: Report & { readonly title: string; readonly labels: readonly string[] }): Promise<number>
  /** Markers of our open issues that begin with this. */
  openIssues(prefix: string): Promise<readonly string[]>
  /** Closes ours with that marker, if one is open. */
  closeIssue(marker: string): Promise<void>
}
