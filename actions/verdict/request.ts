import { MuhuriError } from '../../src/model/errors.ts'
import type { RequestBinding } from '../../src/model/request-report.ts'
import type { GitHost, PullFacts } from '../../src/ports/git-host.ts'
import type { Job } from '../frame.ts'

/** What is to be judged: found by what GitHub says of the run that woke this one, never by what anybody wrote into an artifact. */
export interface Request {
  /** The pull request itself, or the last one of a merge group. */
  readonly pull: PullFacts
  readonly isMergeGroup: boolean
  /** 40 hex digits: of the pull request, or of the group. */
  readonly head: string
  /** Where it would be merged, and what stands there now. */
  readonly branch: string
  readonly base: string
}

export interface Working {
  readonly host: GitHost
  readonly request: Request
  /** The App in whose name is published; null where nothing is. */
  readonly app: number | null
}

export type Found = { readonly request: Request; readonly because: null } | { readonly request: null; readonly because: string }

const none = (because: string): Found => ({ request: null, because })

/** The request whose head this is now. */
export async function findRequest(job: Job, host: GitHost): Promise<Found> {
  const find = EVENTS[job.required('event')]
  if (find === undefined) return none('the run that woke this one was no check of a request')
  const branch = defaultBranch(job)
  const base = await host.ref(`heads/${branch}`)
  if (base === null) return none(`there is no branch "${branch}"`)
  return find({ job, host, branch, base, head: job.commit('head-sha') })
}

/** What binds a report to this request and this run. */
export function bindingOf(job: Job, { pull, isMergeGroup, head, base }: Request): RequestBinding {
  return {
    repository: repositoryId(job),
    run: { id: numberOf(job, 'GITHUB_RUN_ID'), attempt: numberOf(job, 'GITHUB_RUN_ATTEMPT') },
    pullRequest: isMergeGroup ? null : pull.number,
    author: isMergeGroup ? null : pull.author.id,
    base,
    head,
  }
}

/** Whether the pull request is open still, and at this head. */
export const isAt = ({ state, head, base }: PullFacts, { branch, head: wanted }: Pick<Request, 'branch' | 'head'>): boolean =>
  state === 'open' && head.sha === wanted && base.branch === branch

interface Finding {
  readonly job: Job
  readonly host: GitHost
  readonly branch: string
  readonly base: string
  readonly head: string
}

const EVENTS: Readonly<Record<string, (finding: Finding) => Promise<Found>>> = {
  pull_request: findPull,
  pull_request_review: findPull,
  merge_group: findGroup,
}

async function findPull({ job, host, branch, base, head }: Finding): Promise<Found> {
  const [owner, repository] = [job.input('head-owner'), job.id('head-repository-id')]
  if (!/^[A-Za-z0-9_-]{1,100}$/.test(owner) || repository === null) return none('the repository of the head is gone')
  const open = await host.openPulls(owner, job.required('head-branch'))
  const pulls = open.filter((pull) => isAt(pull, { branch, head }) && pull.head.repository?.id === repository && pull.base.repository === repositoryId(job))
  const [pull] = pulls
  if (pull === undefined || pulls.length > 1) return none(`no open pull request into "${branch}" has the head ${head} now`)
  return { request: { pull, isMergeGroup: false, head, branch, base }, because: null }
}

/** Only GitHub's queue makes `gh-readonly-queue/<branch>/pr-<number>-<base>`, and only it asks for checks of one. */
async function findGroup({ job, host, branch, base, head }: Finding): Promise<Found> {
  const group = job.required('head-branch')
  const [, number] = /^pr-([1-9]\d{0,14})-[0-9a-f]{40}$/.exec(group.startsWith(`gh-readonly-queue/${branch}/`) ? (group.split('/').at(-1) ?? '') : '') ?? []
  if (number === undefined || job.id('head-repository-id') !== repositoryId(job)) return none(`"${group}" is no merge group of "${branch}"`)
  if ((await host.ref(`heads/${group}`)) !== head) return none(`the merge group is not at ${head} now`)
  return { request: { pull: await host.pull(Number(number)), isMergeGroup: true, head, branch, base }, because: null }
}

/** What `workflow_run` runs at. */
function defaultBranch({ env }: Job): string {
  const [, branch] = /^refs\/heads\/(.+)$/.exec(env['GITHUB_REF'] ?? '') ?? []
  if (branch === undefined) throw new MuhuriError('usage', 'GITHUB_REF is no branch; expected the default branch, at which workflow_run runs')
  return branch
}

const repositoryId = (job: Job): number => numberOf(job, 'GITHUB_REPOSITORY_ID')

function numberOf({ env }: Job, name: string): number {
  const value = env[name] ?? ''
  if (!/^[1-9]\d{0,14}$/.test(value)) throw new MuhuriError('usage', `${name} is "${value}"; expected a number`)
  return Number(value)
}
