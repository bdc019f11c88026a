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

function same(old: TreeEntry, now: TreeEntry): boolean {
  if (old === now || old.bytes === now.bytes) return old.mode === now.mode && old.size === now.size && old.bytes !== null
  return old.mode === now.mode && old.bytes !== null && now.bytes !== null && Buffer.compare(old.bytes, now.bytes) === 0
}
