import type { TreeEntry } from '../../model/tree.ts'
import { readBlobs } from './blobs.ts'
import { runGit } from './git-process.ts'
import { type ListedEntry, listTree } from './list-tree.ts'
import type { Commit } from './resolve-commit.ts'

/**
 * Files of the commits after `base` up to `head` that `head` itself no longer has: what a merge would bring into the
 * repository all the same.
 */
export function readHistory(gitDir: string, base: Commit, head: Commit): readonly TreeEntry[] {
  const output = runGit(gitDir, ['rev-list', '--objects', '--stdin'], `${head.commit}\n^${base.commit}\n`).toString('utf8')
  const known = new Set(listTree(gitDir, head.tree).map(({ id }) => id))
  const named = new Map<string, string>()
  for (const line of output.split('\n')) {
    const [, id, path] = /^([0-9a-f]{40}) (.+)$/.exec(line) ?? []
    if (id !== undefined && path !== undefined && !known.has(id)) named.set(id, path)
  }
  const blobs = blobsOf(gitDir, named)
  const contentOf = readBlobs(gitDir, blobs)
  return blobs.map((entry) => ({ path: entry.path, utf8: entry.utf8, mode: entry.mode, ...contentOf(entry), layer: 'main' }))
}

/** The list holds folders too. */
function blobsOf(gitDir: string, named: ReadonlyMap<string, string>): readonly ListedEntry[] {
  if (named.size === 0) return []
  const output = runGit(gitDir, ['cat-file', '--batch-check=%(objectname) %(objecttype)'], `${[...named.keys()].join('\n')}\n`).toString('latin1')
  const ids = output.split('\n').flatMap((line) => /^([0-9a-f]{40}) blob$/.exec(line)?.[1] ?? [])
  return ids.map((id) => ({ path: named.get(id) ?? id, utf8: true, mode: '100644', id }))
}
