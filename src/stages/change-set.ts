/** What a command is about to write: worked out whole before the first byte is written. */
export interface ChangeSet {
  /** Below the environment's root. */
  readonly files: readonly NewFile[]
  /** For the key folder, outside every repository. */
  readonly keys: readonly NewKey[]
  /** What is left for a person to do, in sentences. */
  readonly notes: readonly string[]
}

export interface NewFile {
  readonly path: string
  readonly text: string
}

export interface NewKey {
  readonly name: string
  readonly text: string
}

/** Nothing to write. */
export const NO_CHANGES: ChangeSet = { files: [], keys: [], notes: [] }

/** All of them in a row. */
export function joinChanges(sets: readonly ChangeSet[]): ChangeSet {
  return { files: sets.flatMap((set) => set.files), keys: sets.flatMap((set) => set.keys), notes: sets.flatMap((set) => set.notes) }
}
