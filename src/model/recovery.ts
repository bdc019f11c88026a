/** A file that survived somewhere: in a clone, a branch of gateways, a bundle. */
export interface Survivor {
  /** As in the environment where it came from one, else as it lay there. */
  readonly path: string
  readonly bytes: Uint8Array
  /** What `--from` named. */
  readonly source: string
}

/** Something that was found and not taken. */
export interface NotTaken {
  readonly path: string
  readonly source: string
  readonly message: string
}

export interface RecoverReport {
  readonly version: 1
  readonly environment: string | null
  readonly asOf: string
  /** Nothing that was found contradicts what stands, and nothing that was known is missing. */
  readonly ok: boolean
  /** Paths below the environment, sorted. */
  readonly written: readonly string[]
  /** Revocations among them, and whether a list that the Hub's CA signed has them too. */
  readonly revocations: readonly { readonly name: string; readonly source: string; readonly listed: boolean }[]
  /** Another content under the same path or serial: neither is overwritten. */
  readonly conflicts: readonly NotTaken[]
  /** What is not the Hub's, or not whole. */
  readonly refused: readonly NotTaken[]
  /** Certificates of the Hub's CA that were found without their record. */
  readonly unrecorded: readonly { readonly serial: string; readonly source: string }[]
  /** What the checkpoint knew and nobody has. */
  readonly missing: readonly string[]
  /** Greatest number that was seen of each CA's lists: the next must be above it. */
  readonly floors: readonly { readonly ca: string; readonly number: string }[]
  /** Lists that were made, above those. */
  readonly crls: readonly { readonly ca: string; readonly number: number | string }[]
  /** Where the new checkpoint is, or null where none was written. */
  readonly checkpoint: string | null
  readonly next: readonly string[]
}
