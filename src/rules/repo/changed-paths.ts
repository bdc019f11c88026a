import type { Tree, TreeEntry } from '../../model/tree.ts'

export interface ChangedPath {
  readonly path: string
  readonly before: TreeEntry | null
  readonly after: TreeEntry | null
}

/** Entries of which base and head have different bytes or modes, by path; no renames are looked for. */
export function changedPaths(base: Tree, head: Tree): readonly ChangedPath[] {
  const before = new Map(base.entries.map((entry) => [entry.path, entry]))
  const after = new Map(head.entries.map((entry) => [entry.path, entry]))
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort()
  return paths
    .map((path) => ({ path, before: before.get(path) ?? null, after: after.get(path) ?? null }))
    .filter(({ before: old, after: now }) => old === null || now === null || !same(old, now))
}

/** What was not read is the same only where Git names it the same. */
function same(old: TreeEntry, now: TreeEntry): boolean {
  if (old.mode !== now.mode) return false
  if (old.bytes === null || now.bytes === null) return old.bytes === now.bytes && old.id !== undefined && old.id === now.id
  return old.bytes === now.bytes || Buffer.compare(old.bytes, now.bytes) === 0
}
