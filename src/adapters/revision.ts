import { MuhuriError } from '../model/errors.ts'
import type { Tree, TreeEntry } from '../model/tree.ts'
import type { Source } from '../ports.ts'
import { readBlobs } from './revision/blobs.ts'
import { readHistory } from './revision/history.ts'
import { listTree } from './revision/list-tree.ts'
import { mergedTree } from './revision/merge.ts'
import { type Commit, resolveCommit } from './revision/resolve-commit.ts'
import { standingSince } from './revision/standing-since.ts'

export interface RevisionOptions {
  /** A repository, bare or not; its work tree is never looked at. */
  readonly gitDir: string
  /** Any name of a commit: hash, branch, tag. */
  readonly revision: string
  /** The revision laid over at `issued/`: by default branch `issued`, then that of `origin`; null for none. */
  readonly issued?: string | null
  /**
   * What the revision would be merged into: the tree is that of the merge, so a branch that is merely behind is judged by what it
   * changes. What its own commits held and its last one does not is read as well, as the tree's `history`.
   */
  readonly since?: string
}

const ISSUED_BRANCHES = ['refs/heads/issued', 'refs/remotes/origin/issued']

/** An environment at a revision, read from Git objects alone: no checkout, no filter, no hook, no configuration of a user. */
export function revisionSource(options: RevisionOptions): Source {
  return { read: async () => readRevision(options) }
}

function readRevision({ gitDir, revision, issued, since }: RevisionOptions): Tree {
  const head = required(gitDir, revision)
  const base = since === undefined ? null : required(gitDir, since)
  const tree = base === null ? head.tree : mergedTree(gitDir, base, head)
  const machine = issuedCommit(gitDir, issued)
  const layers = [
    ...layer(gitDir, tree ?? head.tree, { prefix: '', name: 'main' }),
    ...(machine === null ? [] : layer(gitDir, machine.tree, { prefix: 'issued/', name: 'issued' })),
  ]
  const entries = layers.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
  const change = base === null ? {} : { history: readHistory(gitDir, base, head), conflicts: tree === null }
  return { commit: head.commit, treeId: head.tree, entries, since: standingSince(gitDir, head.commit), ...change }
}

/** What main itself holds under `issued/` stays in the tree as main's: a `repo/machine-path`. */
function layer(gitDir: string, tree: string, { prefix, name }: { readonly prefix: string; readonly name: TreeEntry['layer'] }): TreeEntry[] {
  const listed = listTree(gitDir, tree)
  const contentOf = readBlobs(gitDir, listed)
  return listed.map((entry) => {
    const content = contentOf(entry)
    const unread = content.bytes === null ? { id: entry.id } : {}
    return { path: `${prefix}${entry.path}`, utf8: entry.utf8, mode: entry.mode, ...content, ...unread, layer: name }
  })
}

function required(gitDir: string, revision: string): Commit {
  const commit = resolveCommit(gitDir, revision)
  if (commit === null) throw new MuhuriError('usage', `the repository "${gitDir}" has no revision "${revision}"`, { hint: `git -C ${gitDir} fetch` })
  return commit
}

function issuedCommit(gitDir: string, issued: string | null | undefined): Commit | null {
  if (issued === null) return null
  if (issued !== undefined) return required(gitDir, issued)
  for (const branch of ISSUED_BRANCHES) {
    const commit = resolveCommit(gitDir, branch)
    if (commit !== null) return commit
  }
  return null
}
