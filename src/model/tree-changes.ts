import type { Tree, TreeEntry } from './tree.ts'

export interface PathChange {
  readonly path: string
  readonly change: 'added' | 'modified' | 'deleted'
}

/**
 * Paths of the main layer whose bytes or mode differ, in code-unit order. A rename is a deletion and an addition: who
 * owns a path never depends on what it resembles. Contents that were not read (symlinks, submodules, files over the
 * limit) count as changed, unless Git has one name for both.
 */
export function treeChanges(base: Tree, head: Tree): readonly PathChange[] {
  const before = byPath(base)
  const after = byPath(head)
  const changes: PathChange[] = []
  for (const [path, entry] of after) {
    const old = before.get(path)
    if (old === undefined) changes.push({ path, change: 'added' })
    else if (!same(old, entry)) changes.push({ path, change: 'modified' })
  }
  for (const path of before.keys()) if (!after.has(path)) changes.push({ path, change: 'deleted' })
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1))
}

function byPath({ entries }: Tree): ReadonlyMap<string, TreeEntry> {
  return new Map(entries.filter(({ layer }) => layer === 'main').map((entry) => [entry.path, entry]))
}

function same(a: TreeEntry, b: TreeEntry): boolean {
  if (a.mode !== b.mode) return false
  if (a.bytes === null || b.bytes === null) return a.bytes === b.bytes && a.id !== undefined && a.id === b.id
  return Buffer.compare(a.bytes, b.bytes) === 0
}
