import { runGit } from './git-process.ts'

const KEY = 'Muhuri-Source'

/** The last line of the message of a commit that the machine makes: from which commit of main it was made. */
export const sourceTrailer = (source: string): string => `${KEY}: ${source}`

/** What the machine's branch was made from last, or null where it does not say: 40 hex. */
export function publishedSource(gitDir: string, branch: string | null): string | null {
  if (branch === null) return null
  const words = ['log', '--max-count=1', `--grep=^${KEY}: [0-9a-f]\\{40\\}$`, `--format=%(trailers:key=${KEY},valueonly,separator=%x2C)`, branch]
  const [, source = null] = /^([0-9a-f]{40})(?:,|$)/.exec(runGit(gitDir, words).toString('latin1').trim()) ?? []
  return source
}
