import { runGit } from './git-process.ts'

export interface Commit {
  /** 40 hex. */
  readonly commit: string
  /** Id of its tree. */
  readonly tree: string
}

const OBJECT_ID = /^[0-9a-f]{40}$/

/** The commit that `revision` names, or null. The name reaches Git through standard input, so it can be no option. */
export function resolveCommit(gitDir: string, revision: string): Commit | null {
  if (revision === '' || /[\x00-\x20\x7f]/.test(revision)) return null
  const output = runGit(gitDir, ['cat-file', '--batch-check=%(objectname) %(objecttype)'], `${revision}^{commit}\n${revision}^{tree}\n`)
  const [commit, tree] = output.toString('utf8').split('\n').map(objectOf)
  return commit?.type === 'commit' && tree?.type === 'tree' ? { commit: commit.id, tree: tree.id } : null
}

function objectOf(line: string): { readonly id: string; readonly type: string } | null {
  const [id, type, rest] = line.split(' ')
  return id !== undefined && type !== undefined && rest === undefined && OBJECT_ID.test(id) ? { id, type } : null
}
