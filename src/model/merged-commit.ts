/** A commit of main, as Git has it. */
export interface MainCommit {
  /** 40 hex. */
  readonly commit: string
  readonly tree: string
  /** The first is what main was before; a merge has the head of what was merged as its second. */
  readonly parents: readonly string[]
}

/** Who agreed to what, as records and the signing manifest say it. */
export interface Approval {
  /** Numeric id. */
  readonly user: number
  /** The head that was approved. */
  readonly commit: string
}

/** How something came into main: null and nobody where it was there before anything was judged. */
export interface Provenance {
  readonly pullRequest: number | null
  readonly approvals: readonly Approval[]
}
