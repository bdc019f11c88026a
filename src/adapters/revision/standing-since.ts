import type { StandingSince } from '../../model/tree.ts'
import { runGit, tryGit } from './git-process.ts'
import { resolveCommit } from './resolve-commit.ts'

/** How far along the line of first parents a text came into a file where it stands now. */
export function standingSince(gitDir: string, revision: string): StandingSince {
  return (path, text) => {
    const head = resolveCommit(gitDir, revision)?.commit
    if (head === undefined) return 0
    const place = ['--', `:(literal)${path}`]
    const words = [
      'log',
      '--first-parent',
      '--diff-merges=first-parent',
      '--root',
      '--no-renames',
      '--max-count=1',
      '--no-patch',
      `-S${text}`,
      '--format=%H',
      head,
      ...place,
    ]
    const commit = runGit(gitDir, words).toString('latin1').trim()
    return commit === '' ? 0 : Number(runGit(gitDir, ['rev-list', '--first-parent', '--count', commit]).toString('latin1'))
  }
}

/** The same of a work tree, where what is not committed is the latest of all. */
export function standingSinceIn(root: string): StandingSince {
  const committed = standingSince(root, 'HEAD')
  return (path, text) => {
    const isCommitted = tryGit(root, ['grep', '--quiet', '--fixed-strings', '-e', text, 'HEAD', '--', `:(literal)${path}`]) !== null
    return isCommitted ? committed(path, text) : Number.POSITIVE_INFINITY
  }
}
