import type { Files } from '../ports.ts'
import { readBlobs } from './revision/blobs.ts'
import { listTree } from './revision/list-tree.ts'
import { resolveCommit } from './revision/resolve-commit.ts'

/** A branch of rendered files as a folder to deliver into; what is written waits in `changes`. */
export interface TreeOutbox extends Files {
  read(path: string): Promise<string | null>
  /** By path; null for a file that goes. Only what is not there already. */
  readonly changes: ReadonlyMap<string, string | null>
  /** Every path that stands, with the changes. */
  paths(): readonly string[]
}

/** Maps over thousands of DFSPs are longer than any file that a person writes. */
const MOST_BYTES = 2 ** 26

/** Over the files of a commit, or over nothing. */
export function treeOutbox(gitDir: string, commit: string | null): TreeOutbox {
  const standing = commit === null ? new Map<string, string>() : textsOf(gitDir, commit)
  const changes = new Map<string, string | null>()
  const now = (path: string): string | null => (changes.has(path) ? (changes.get(path) ?? null) : (standing.get(path) ?? null))
  const put = (path: string, text: string | null): void => {
    if ((standing.get(path) ?? null) === text) changes.delete(path)
    else changes.set(path, text)
  }
  return {
    changes,
    read: async (path) => now(path),
    write: async (path, bytes) => put(path, typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes)),
    remove: async (path) => put(path, null),
    paths: () => [...new Set([...standing.keys(), ...changes.keys()])].filter((path) => now(path) !== null).sort(),
  }
}

function textsOf(gitDir: string, commit: string): Map<string, string> {
  const found = resolveCommit(gitDir, commit)
  const listed = found === null ? [] : listTree(gitDir, found.tree)
  const contentOf = readBlobs(gitDir, listed, MOST_BYTES)
  return new Map(
    listed.flatMap((entry) => {
      const { bytes } = contentOf(entry)
      return bytes === null ? [] : [[entry.path, new TextDecoder().decode(bytes)] as const]
    }),
  )
}
