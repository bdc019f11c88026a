import { tryGit } from './git-process.ts'
import type { Commit } from './resolve-commit.ts'

/** Renames are not followed: a path is what ownership is judged by. */
const NO_RENAMES = ['-c', 'merge.renames=false', '-c', 'merge.directoryRenames=false']

/**
 * Id of the tree that a merge of `head` into `base` gives: of `head` itself where it holds all of `base`. Null where the two change the
 * same lines or share no commit. Objects only: nothing is checked out and no reference moves.
 */
export function mergedTree(gitDir: string, base: Commit, head: Commit): string | null {
  if (tryGit(gitDir, ['merge-base', '--is-ancestor', base.commit, head.commit]) !== null) return head.tree
  if (tryGit(gitDir, ['merge-base', base.commit, head.commit]) === null) return null
  const merged = tryGit(gitDir, [...NO_RENAMES, 'merge-tree', '--write-tree', '--no-messages', base.commit, head.commit])
  return merged === null ? null : merged.toString('latin1').trim()
}
