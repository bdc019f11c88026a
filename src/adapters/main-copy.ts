import { MuhuriError } from '../model/errors.ts'
import type { PullFacts } from '../ports/git-host.ts'
import { type BareCopy, bareCopy } from './request/bare-copy.ts'
import type { Remote } from './request/remote.ts'
import { isAncestor } from './revision/first-parents.ts'

/** The branches of an environment repository as objects of a bare copy. */
export interface MainCopy {
  readonly gitDir: string
  /** Heads of the branches as they were fetched; null for one that is not there. */
  readonly main: string
  readonly issued: string | null
  readonly deploy: string | null
  readonly officers: string | null
  readonly copy: BareCopy
}

const BRANCHES = ['issued', 'deploy', 'officers'] as const

/** Fetches main with all that led to it, and the branches beside it; `refused` where main does not hold `source` (any more). */
export async function fetchMain(
  remote: Remote,
  { branch, source }: { readonly branch: string; readonly source: string },
  temporary: string,
): Promise<MainCopy> {
  const copy = await bareCopy(remote, temporary)
  const names = [branch, ...BRANCHES].map((name) => `refs/heads/${name}`)
  const heads = await copy.list(names)
  const main = heads.get(`refs/heads/${branch}`)
  if (main === undefined) throw new MuhuriError('refused', `${remote.repository} has no branch "${branch}"`)
  await copy.fetch([...heads.keys()].map((from) => ({ from, to: `refs/request/${from === names[0] ? 'main' : from.slice('refs/heads/'.length)}` })))
  const fetched = async (name: string): Promise<string | null> => copy.resolve(`refs/request/${name}`)
  const now = (await fetched('main')) ?? main
  requireOnMain(copy.gitDir, { branch, source, main: now })
  const [issued = null, deploy = null, officers = null] = await Promise.all(BRANCHES.map(fetched))
  return { gitDir: copy.gitDir, main: now, issued, deploy, officers, copy }
}

/** `refused` where main has gone elsewhere since: it was pushed over by force. */
export async function requireStillOnMain({ copy, gitDir }: MainCopy, { branch, source }: { readonly branch: string; readonly source: string }): Promise<void> {
  const ref = `refs/heads/${branch}`
  if (!(await copy.list([ref])).has(ref)) throw new MuhuriError('refused', `the branch "${branch}" is gone`)
  await copy.fetch([{ from: ref, to: 'refs/request/after' }])
  const main = await copy.resolve('refs/request/after')
  requireOnMain(gitDir, { branch, source, main: main ?? '' })
}

function requireOnMain(gitDir: string, { branch, source, main }: { readonly branch: string; readonly source: string; readonly main: string }): void {
  if (main === source) return
  const known = mainHas(gitDir, { source, main })
  if (!known) throw new MuhuriError('refused', `"${source}" is no commit of "${branch}", which is at ${main}`, { hint: 'a run for what is there now follows' })
}

const mainHas = (gitDir: string, { source, main }: { readonly source: string; readonly main: string }): boolean => {
  try {
    return isAncestor(gitDir, source, main)
  } catch {
    // The copy does not even have it.
    return false
  }
}

/** Brings the heads of these requests; `refused` where one is not what the host says. */
export async function bringHeads(copy: BareCopy, pulls: readonly PullFacts[]): Promise<void> {
  const numbers = [...new Set(pulls.map(({ number }) => number))]
  if (numbers.length === 0) return
  await copy.fetch(numbers.map((number) => ({ from: `refs/pull/${number}/head`, to: `refs/request/pull-${number}` })))
  for (const { number, head } of pulls)
    if ((await copy.resolve(`refs/request/pull-${number}`)) !== head.sha)
      throw new MuhuriError('refused', `pull request ${number} is not at ${head.sha}, as the Git host says`)
}
