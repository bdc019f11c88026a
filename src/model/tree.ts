/** The environment repository as data: what a folder or a git revision holds, before anything is parsed. */

export interface TreeEntry {
  /** `/` separated, relative to the environment's root. Bytes that are not UTF-8 stand as U+FFFD and `utf8` is false. */
  readonly path: string
  readonly utf8: boolean
  /** Git's mode: `100644`, `100755`, `120000` (symlink), `160000` (submodule). */
  readonly mode: string
  /** Bytes, or null where unknown (submodule). */
  readonly size: number | null
  /** Contents of a regular file of at most `MAX_FILE_BYTES`, else null. A symlink is never followed. */
  readonly bytes: Uint8Array | null
  /** Git's name of contents that were not read, where it is known: what is the same is not changed. */
  readonly id?: string
  /** Lies in the machine-written layer: branch `issued`, or the folder of that name where there is no Git. */
  readonly layer: 'main' | 'issued'
}

/** How late a text came into a file where it stands: the greater the later; Infinity for what is not committed. */
export type StandingSince = (path: string, text: string) => number

export interface Tree {
  /** 40 hex, or null for a folder. */
  readonly commit: string | null
  /** Git tree id of `commit`, or null. */
  readonly treeId: string | null
  /** In code-unit order of `path`, whatever order the disk gave. */
  readonly entries: readonly TreeEntry[]
  /** What earlier commits of the same change held and the last one does not: judged for what must never be in the repository at all. */
  readonly history?: readonly TreeEntry[]
  /** Where history tells. Asked only in a dispute: of two claims the later one is blamed. */
  readonly since?: StandingSince
  /** The change cannot be merged into its base as it is; `entries` are then those of the change alone. */
  readonly conflicts?: boolean
}

export const MAX_FILE_BYTES: number = 64 * 1024
export const MAX_PATH_BYTES = 200
export const MAX_DEPTH = 8
