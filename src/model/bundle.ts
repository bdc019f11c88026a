/** What stands in a delivery as it came: a folder, a Git tree or an archive, read as data. Nothing in it is trusted yet. */
export interface BundleEntry {
  /** Below the recipient's folder, `/` separated, exactly as the source has it. */
  readonly path: string
  readonly kind: 'file' | 'folder' | 'link' | 'other'
  /** Contents of a file, else empty. */
  readonly bytes: Uint8Array
}

export interface Bundle {
  readonly entries: readonly BundleEntry[]
}

/** What a source may hold at most; more is refused before it is read. */
export const BUNDLE_LIMITS = { files: 20_000, fileBytes: 16 * 1024 * 1024, totalBytes: 128 * 1024 * 1024, pathBytes: 240, depth: 12 } as const

/** What lies beside the manifest in an archive for the people who unpack it by hand; never installed. */
export const BESIDE_MANIFEST: ReadonlySet<string> = new Set(['README.md', 'SHA256SUMS'])

/** What was known of a participant when it was last installed: it outlives the participant's absence. */
export interface KnownPeer {
  readonly id: string
  readonly fspId: string
  /** SHA-256 of the JWS keys. */
  readonly keys: readonly string[]
  readonly officers: readonly string[]
}

/** What `pull` remembers beside the installed folder. */
export interface InstalledState {
  readonly version: 1
  readonly environment: string
  readonly for: string
  /** SHA-256 of the deploy key's SubjectPublicKeyInfo. */
  readonly trust: string
  readonly sequence: number
  /** SHA-256 of the manifest's bytes. */
  readonly manifest: string
  readonly expires: string
  readonly at: string
  readonly assurance: 'basic' | 'strict'
  /** The hook has still to succeed after the last change. */
  readonly hookDue: boolean
  readonly peers: readonly KnownPeer[]
}

/** A folder that `pull` fills: a link to one of several versions beside it, so that it changes at one stroke. */
export interface Installation {
  /** Ends what an earlier run was cut off in, and says what it did. */
  finish(): Promise<readonly string[]>
  /** What is remembered, or null before the first. */
  state(): Promise<InstalledState | null>
  /** Regular files that stand there, by path; none before the first. */
  files(): Promise<ReadonlyMap<string, Uint8Array>>
  /**
   * Puts a new version in the place of the old: whenever it is cut off, one of both stands there whole, or, where a plain folder
   * stood there, nothing until `finish`. Gives what is to be said of it.
   */
  install(version: Version): Promise<readonly string[]>
  remember(state: InstalledState): Promise<void>
}

export interface Version {
  readonly placed: ReadonlyMap<string, Uint8Array>
  /** The operator's own files, made where they are absent. */
  readonly keep: readonly { readonly path: string; readonly text: string }[]
  /** Paths that a bundle has brought, now or last; everything else that stands there is the operator's and comes along. */
  readonly brought: ReadonlySet<string>
  readonly state: InstalledState
}
