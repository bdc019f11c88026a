import type { RestEndpointMethodTypes } from '@octokit/rest'
import { MuhuriError } from '../../model/errors.ts'
import type { PathChange } from '../../model/tree-changes.ts'
import type { Account, GitHost, NewPull, PullFacts, ReviewFacts } from '../../ports/git-host.ts'
import type { Client } from './client.ts'
import { asked, refusalOf, statusOf } from './refusal.ts'

type Given = RestEndpointMethodTypes['pulls']['get']['response']['data'] | RestEndpointMethodTypes['pulls']['list']['response']['data'][number]
type GivenFile = RestEndpointMethodTypes['pulls']['listFiles']['response']['data'][number]
type GivenReview = RestEndpointMethodTypes['pulls']['listReviews']['response']['data'][number]

type PullCalls = Pick<GitHost, 'pull' | 'openPulls' | 'pullsOf' | 'changedPaths' | 'lastPusher' | 'reviews' | 'openPull'>

const PAGE = { per_page: 100 } as const

/** GitHub lists no more. */
const MOST_FILES = 3000

export function pullCalls({ octokit, owner, repo }: Client): PullCalls {
  const at = { owner, repo }
  const pull = async (number: number): Promise<PullFacts> =>
    factsOf((await asked(`pull request ${number}`, octokit.rest.pulls.get({ ...at, pull_number: number }))).data)
  /** A list does not say who may push, so each is read alone. */
  const each = (found: readonly { readonly number: number }[]): Promise<readonly PullFacts[]> => Promise.all(found.map(({ number }) => pull(number)))
  return {
    pull,
    openPulls: async (headOwner, branch) => {
      const query = { ...at, ...PAGE, state: 'open', head: `${headOwner}:${branch}` } as const
      return each(await asked('pull requests of a branch', octokit.paginate(octokit.rest.pulls.list, query)))
    },
    pullsOf: async (commit) => {
      const query = { ...at, ...PAGE, commit_sha: commit }
      return each(await asked('pull requests of a commit', octokit.paginate(octokit.rest.repos.listPullRequestsAssociatedWithCommit, query)))
    },
    changedPaths: async (number) => {
      const query = { ...at, ...PAGE, pull_number: number }
      const files = await asked(`files of pull request ${number}`, octokit.paginate(octokit.rest.pulls.listFiles, query))
      return files.length < MOST_FILES ? files.flatMap(changesOf) : null
    },
    lastPusher: (facts) => lastPusher({ octokit, facts }),
    reviews: async (number) =>
      (await asked(`reviews of pull request ${number}`, octokit.paginate(octokit.rest.pulls.listReviews, { ...at, ...PAGE, pull_number: number }))).map(
        reviewOf,
      ),
    openPull: (given) => open({ octokit, owner, repo, app: null }, given),
  }
}

function factsOf(given: Given): PullFacts {
  const { number, state, title, user, head, base, merged_at: mergedAt, draft, merge_commit_sha: mergeCommit } = given
  if (user === null) throw new MuhuriError('refused', `pull request ${number} has no author any more; expected an account`)
  return {
    number,
    state: mergedAt !== null ? 'merged' : state === 'open' ? 'open' : 'closed',
    title,
    author: accountOf(user),
    head: { sha: head.sha, branch: head.ref, repository: head.repo === null ? null : { id: head.repo.id, name: head.repo.full_name } },
    base: { sha: base.sha, branch: base.ref, repository: base.repo.id },
    maintainerCanModify: 'maintainer_can_modify' in given ? given.maintainer_can_modify : true,
    draft: draft === true,
    mergeCommit: mergedAt === null ? null : mergeCommit,
  }
}

function changesOf({ filename, status, previous_filename: previous }: GivenFile): readonly PathChange[] {
  const gone: PathChange[] = status === 'renamed' && previous !== undefined ? [{ path: previous, change: 'deleted' }] : []
  return [...gone, { path: filename, change: CHANGES[status] ?? 'modified' }]
}

const CHANGES: Readonly<Record<string, PathChange['change']>> = { added: 'added', copied: 'added', renamed: 'added', removed: 'deleted' }

const accountOf = ({ id, login }: Account): Account => ({ id, login })

const STATES: Readonly<Record<string, ReviewFacts['state']>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  COMMENTED: 'commented',
  DISMISSED: 'dismissed',
  PENDING: 'pending',
}

const reviewOf = ({ id, user, state, commit_id: commit, submitted_at: at }: GivenReview): ReviewFacts => ({
  id,
  user: user === null ? null : accountOf(user),
  // A state that GitHub may add one day approves nothing.
  state: STATES[state] ?? 'pending',
  commit: commit ?? null,
  at: at ?? null,
})

/** From the activity of the head's own repository; only an entry that led to exactly this head counts. */
async function lastPusher({ octokit, facts }: { readonly octokit: Client['octokit']; readonly facts: PullFacts }): Promise<Account | null> {
  const [owner = '', repo = ''] = facts.head.repository?.name.split('/') ?? []
  if (facts.head.repository === null) return null
  try {
    const { data } = await octokit.rest.repos.listActivities({ owner, repo, ref: `refs/heads/${facts.head.branch}`, per_page: 30 })
    // The branch of a request that was merged has gone, or on, since then.
    const latest = facts.state === 'open' ? data[0] : data.find(({ after }) => after === facts.head.sha)
    return latest?.after === facts.head.sha && latest.actor !== null ? accountOf(latest.actor) : null
  } catch (error) {
    const status = statusOf(error)
    if (status === 403 || status === 404) return null
    throw refusalOf('who pushed last', error)
  }
}

/** The new one's number, or that of the open one from the same branch. */
async function open({ octokit, owner, repo }: Client, { head, base, title, body }: NewPull): Promise<number> {
  try {
    return (await octokit.rest.pulls.create({ owner, repo, head, base, title, body, maintainer_can_modify: false })).data.number
  } catch (error) {
    const same = statusOf(error) === 422 ? await asked('pull requests', octokit.rest.pulls.list({ owner, repo, head, base, state: 'open' })) : null
    const [found] = same?.data ?? []
    if (found !== undefined) return found.number
    throw refusalOf('a new pull request', error)
  }
}
