/** A file that a target made; `path` is relative to the target's folder. */
export interface RenderedFile {
  readonly path: string
  readonly text: string
  /** The operator's own file (a deny list): written once where it is absent, never overwritten, never in the manifest. */
  readonly keep?: boolean
}

export interface Manifest {
  readonly version: 1
  readonly environment: string
  /** `hub`, or a DFSP's id. */
  readonly for: string
  readonly sequence: number
  readonly source: { readonly commit: string | null; readonly tree: string | null }
  readonly asOf: string
  /** SHA-256 of the previous manifest's bytes, or null. */
  readonly previous: string | null
  readonly expires: string
  /** Sorted by path, below the recipient's folder. */
  readonly files: readonly { readonly path: string; readonly sha256: string }[]
  readonly quarantined: readonly string[]
}
