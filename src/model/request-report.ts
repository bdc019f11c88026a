import type { Finding, Verdict } from './finding.ts'
import type { Change, ChangeClass, FileChange, Guard } from './plan.ts'

/** Which request was judged, by whom in the sense of a run, and under what base. */
export interface RequestBinding {
  /** Numeric id of the repository. */
  readonly repository: number
  readonly run: { readonly id: number; readonly attempt: number }
  /** Null for a merge group. */
  readonly pullRequest: number | null
  /** Numeric id of the author; null for a merge group. */
  readonly author: number | null
  /** 40 hex digits. */
  readonly base: string
  readonly head: string
}

/** How many there are in all, the first of them, and so how many are left out. */
export interface Cut<T> {
  readonly total: number
  readonly shown: readonly T[]
}

/**
 * What the job that reads hostile bytes hands to the job that publishes: of bounded size, checked against schema `request-report` on
 * both sides. Every text in it may be somebody else's.
 */
export interface RequestReport extends RequestBinding {
  readonly version: 1
  readonly environment: string | null
  readonly asOf: string
  readonly verdict: Verdict
  readonly class: ChangeClass
  /** Of the plan; null where there is none. */
  readonly digest: string | null
  /** Why the request could not be judged at all; the verdict is then fail. */
  readonly problem: string | null
  /** Counts of new findings. */
  readonly counts: { readonly error: number; readonly warning: number; readonly notice: number }
  /** New ones, errors first. */
  readonly findings: Cut<ReportedFinding>
  readonly changes: Cut<Change>
  /** Those that are tripped. */
  readonly guards: Cut<Guard>
  readonly files: Cut<FileChange>
  /** Why rendered files are not compared. */
  readonly notes: readonly string[]
}

export type ReportedFinding = Pick<Finding, 'code' | 'severity' | 'dfsp' | 'path' | 'line' | 'column' | 'message' | 'hint'>
