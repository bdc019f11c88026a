import { MuhuriError } from '../../model/errors.ts'
import { type BareCopy, bareCopy } from './bare-copy.ts'
import type { Remote } from './remote.ts'
import { requireModest } from './size.ts'

/** Which commits a request consists of, by their 40 hex digits. */
export interface RequestCommits {
  readonly base: string
  readonly head: string
  /** Number of the pull request; null for a commit of the repository itself, such as a merge group's. */
  readonly pull: number | null
}

/** A request as data, for `revisionSource({ gitDir, revision: head, since: base, issued })`. */
export interface FetchedRequest {
  readonly gitDir: string
  readonly base: string
  readonly head: string
  /** Commit of branch `issued`; null where the repository has none. */
  readonly issued: string | null
  /** For what else of the same repository is needed. */
  readonly copy: BareCopy
}

const BASE = 'refs/request/base'
const HEAD = 'refs/request/head'
const ISSUED = 'refs/request/issued'
const ISSUED_BRANCH = 'refs/heads/issued'
const COMMIT = /^[0-9a-f]{40}$/

/**
 * Brings base, head and branch `issued` of a repository into a new bare one below `temporary`, as objects that nothing checks out.
 * `refused` where the pull request's head is another by now.
 */
export async function fetchRequest(remote: Remote, commits: RequestCommits, temporary: string): Promise<FetchedRequest> {
  const { base, head, pull } = commits
  for (const commit of [base, head]) if (!COMMIT.test(commit)) throw new MuhuriError('usage', `"${commit}" is no commit; expected 40 lower-case hex digits`)
  if (pull !== null && !(Number.isSafeInteger(pull) && pull > 0)) throw new MuhuriError('usage', `"${pull}" is no number of a pull request`)
  const copy = await bareCopy(remote, temporary)
  const has = await copy.list([ISSUED_BRANCH])
  await copy.fetch([
    { from: base, to: BASE },
    { from: pull === null ? head : `refs/pull/${pull}/head`, to: HEAD },
    ...(has.has(ISSUED_BRANCH) ? [{ from: ISSUED_BRANCH, to: ISSUED }] : []),
  ])
  await requireCommits(copy, commits)
  requireModest(copy.gitDir, { base, head })
  return { gitDir: copy.gitDir, base, head, issued: await copy.resolve(ISSUED), copy }
}

async function requireCommits(copy: BareCopy, { base, head, pull }: RequestCommits): Promise<void> {
  const now = await copy.resolve(HEAD)
  if (now !== head)
    throw new MuhuriError('refused', `the pull request has moved: #${pull ?? 0} is at ${now ?? 'nothing'}; expected ${head}`, {
      hint: 'a run for its new head follows',
    })
  if ((await copy.resolve(BASE)) !== base) throw new MuhuriError('refused', `"${base}" is no commit of the repository`)
}
