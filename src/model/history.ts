/** What Git remembers of an environment, read from objects alone: for those who look back. */

/** One file in one commit: its contents before and after; null where it was not there, or is no plain file within the limit. */
export interface HistoricChange {
  /** As in the environment: below `issued/`. */
  readonly path: string
  readonly before: Uint8Array | null
  readonly after: Uint8Array | null
  /** Git's own letter: A, M, D, or T for another kind of file. */
  readonly letter: string
}

export interface HistoricCommit {
  readonly commit: string
  readonly changes: readonly HistoricChange[]
}

export interface History {
  /** Every commit of branch `issued`, parents first. */
  readonly issued: readonly HistoricCommit[]
  /** Every version of environment.yaml that the people's branch ever had. */
  readonly settings: readonly Uint8Array[]
  /** Every CSR that it ever had. */
  readonly requests: readonly Uint8Array[]
  /** Files as they were at commits, in the order asked for; null where there was none. */
  readAt(places: readonly { readonly commit: string; readonly path: string }[]): readonly (Uint8Array | null)[]
}
