/** A file that a target made; `path` is relative to the target's folder. */
export interface RenderedFile {
  readonly path: string
  readonly text: string
  /** The operator's own file (a deny list): written once where it is absent, never overwritten, never in the manifest. */
  readonly keep?: boolean
  readonly scheduled?: Scheduled
}

export interface Manifest {
  readonly version: 1
  readonly environment: string
  /** `hub`, or a DFSP's id. */
  readonly for: string
  readonly sequence: number
  readonly source: ManifestSource
  readonly asOf: string
  /** SHA-256 of the previous manifest's bytes, or null. */
  readonly previous: string | null
  readonly expires: string
  /** SHA-256 over path and SHA-256 of every file of main: the same for all who were shown the same. */
  readonly registry?: string
  /** What `policy.assurance` demanded. */
  readonly assurance?: 'basic' | 'strict'
  /** Sorted by path, below the recipient's folder. */
  readonly files: readonly ManifestFile[]
  /** The operator's own files, made with this text where they are absent and never touched again. */
  readonly keep?: readonly { readonly path: string; readonly text: string }[]
  readonly quarantined: readonly string[]
}

/** What was rendered. */
export interface ManifestSource {
  readonly commit: string | null
  readonly tree: string | null
  /** Commit of branch `issued`, where all of it was committed. */
  readonly issued?: string
}

export interface ManifestFile extends Scheduled {
  readonly path: string
  readonly sha256: string
}

/** When a file counts; without it, always. */
export interface Scheduled {
  /** Where it is put once its time has come; without it, at its own path. */
  readonly as?: string
  /** ISO seconds, UTC: the first instant at which it counts. */
  readonly from?: string
  /** The first instant at which it does not any more. */
  readonly until?: string
}
