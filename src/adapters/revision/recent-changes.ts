import { MuhuriError } from '../../model/errors.ts'
import type { HistoricCommit } from '../../model/history.ts'
import { fileHistory } from './file-history.ts'
import { runGit } from './git-process.ts'
import { resolveCommit } from './resolve-commit.ts'

export interface RecentChanges {
  /** What each merge changed, the oldest first. */
  readonly commits: readonly HistoricCommit[]
  /** The clone is shallow and begins within the time that was asked for. */
  readonly isCut: boolean
}

export interface RecentOptions {
  readonly gitDir: string
  readonly revision: string
  readonly since: Date
  readonly paths: readonly string[]
}

/**
 * What the first parents of a revision changed in these paths since then. It begins at the oldest commit that is dated in that time, so
 * that a commit dated back hides nothing but itself, and only when nothing before it is of that time.
 */
export function recentChanges({ gitDir, revision, since, paths }: RecentOptions): RecentChanges {
  const head = resolveCommit(gitDir, revision)
  if (head === null) throw new MuhuriError('usage', `the repository "${gitDir}" has no revision "${revision}"`, { hint: `git -C ${gitDir} fetch` })
  const line = firstParents(gitDir, head.commit)
  const oldest = line.findLastIndex(({ seconds }) => seconds * 1000 >= since.getTime())
  if (oldest === -1) return { commits: [], isCut: false }
  const before = line[oldest + 1]
  const isCut = before === undefined && runGit(gitDir, ['rev-parse', '--is-shallow-repository']).toString('utf8').trim() === 'true'
  return { commits: fileHistory(gitDir, head.commit, { paths, firstParent: true, ...(before === undefined ? {} : { after: before.commit }) }), isCut }
}

/** The newest first. */
function firstParents(gitDir: string, commit: string): readonly { readonly commit: string; readonly seconds: number }[] {
  const output = runGit(gitDir, ['log', '--first-parent', '--format=%H %ct', commit]).toString('utf8')
  return output
    .trim()
    .split('\n')
    .map((line) => ({ commit: line.slice(0, 40), seconds: Number(line.slice(41)) }))
}
