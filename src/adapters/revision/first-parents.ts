import { MuhuriError } from '../../model/errors.ts'
import type { MainCommit } from '../../model/merged-commit.ts'
import { runGit, tryGit } from './git-process.ts'

export interface FirstParents {
  /** 40 hex; not among them. */
  readonly since: string
  /** 40 hex; the last of them. */
  readonly until: string
  /** More are `refused`. */
  readonly most: number
}

/** The commits that main went through from one to another, oldest first. */
export function firstParents(gitDir: string, { since, until, most }: FirstParents): readonly MainCommit[] {
  const words = ['rev-list', '--first-parent', '--reverse', '--no-commit-header', '--format=%H %T %P', '--stdin']
  const lines = runGit(gitDir, words, `${until}\n^${since}\n`).toString('latin1').split('\n')
  const commits = lines.filter((line) => line !== '').map(commitOf)
  if (commits.length > most)
    throw new MuhuriError('refused', `main went through ${commits.length} commits since ${since}; at most ${most} are judged again in one run`, {
      hint: 'name a later commit of main, up to which everything is known to be reviewed, as the input "since"',
    })
  return commits
}

/** One commit; null where it is not there. */
export function mainCommit(gitDir: string, commit: string): MainCommit | null {
  if (!/^[0-9a-f]{40}$/.test(commit)) return null
  const output = tryGit(gitDir, ['log', '--max-count=1', '--format=%H %T %P', commit])
  return output === null ? null : commitOf(output.toString('latin1').trim())
}

/** The commit of main that first brought this path, or `null`: what came before it was no environment. */
export function introductionOf(gitDir: string, until: string, path: string): string | null {
  const output = runGit(gitDir, ['log', '--first-parent', '--diff-filter=A', '--no-renames', '--format=%H', until, '--', `:(literal)${path}`])
  return output.toString('latin1').trim().split('\n').at(-1) || null
}

/** The commit of main that changed this path last, or null. */
export function lastChangeOf(gitDir: string, until: string, path: string): string | null {
  return (
    runGit(gitDir, ['rev-list', '--first-parent', '--max-count=1', until, '--', `:(literal)${path}`])
      .toString('latin1')
      .trim() || null
  )
}

/** Whether `commit` is `of` or one before it. */
export function isAncestor(gitDir: string, commit: string, of: string): boolean {
  return commit === of || tryGit(gitDir, ['merge-base', '--is-ancestor', commit, of]) !== null
}

/** Trees that Git gives for a merge of head into base: without renames, and as Git hosts merge; none where they conflict. */
export function mergedTrees(gitDir: string, base: string, head: string): readonly string[] {
  const ways = [['-c', 'merge.renames=false', '-c', 'merge.directoryRenames=false'], []]
  const trees = ways.map((settings) => tryGit(gitDir, [...settings, 'merge-tree', '--write-tree', '--no-messages', base, head]))
  return [...new Set(trees.flatMap((tree) => (tree === null ? [] : [tree.toString('latin1').trim()])))]
}

function commitOf(line: string): MainCommit {
  const [commit = '', tree = '', ...parents] = line.split(' ')
  return { commit, tree, parents }
}
