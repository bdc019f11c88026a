import { MuhuriError } from '../../model/errors.ts'
import { runGit } from '../revision/git-process.ts'

/** A thousand commits are a history, not a change; an import of ten thousand DFSPs fits. */
const MOST_COMMITS = 1000
const MOST_OBJECTS = 200_000

/** Throws `refused` where head brings more than one request may: what is read afterwards is read into memory. */
export function requireModest(gitDir: string, { base, head }: { readonly base: string; readonly head: string }): void {
  const commits = count(gitDir, [`--max-count=${MOST_COMMITS + 1}`], { base, head })
  if (commits > MOST_COMMITS) throw tooMuch(`more than ${MOST_COMMITS} commits`)
  const objects = count(gitDir, ['--objects'], { base, head })
  if (objects > MOST_OBJECTS) throw tooMuch(`${objects} objects; expected at most ${MOST_OBJECTS}`)
}

function count(gitDir: string, words: readonly string[], { base, head }: { readonly base: string; readonly head: string }): number {
  return Number(
    runGit(gitDir, ['rev-list', '--count', ...words, '--stdin'], `${head}\n^${base}\n`)
      .toString('latin1')
      .trim(),
  )
}

const tooMuch = (what: string): MuhuriError => new MuhuriError('refused', `the request brings ${what}`, { hint: 'open several smaller ones' })
