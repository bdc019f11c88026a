import type { Environment } from '../../model/environment.ts'
import { MuhuriError } from '../../model/errors.ts'
import type { MainCommit, Provenance } from '../../model/merged-commit.ts'
import type { PullFacts } from '../../ports/git-host.ts'
import { classify } from '../classify.ts'
import { type Gathering, gatherApprovals } from './gather-approvals.ts'
import { type CommitEvidence, reviewProblem } from './review-problem.ts'

/** The repository whose main is judged, and how its commits are read. */
export interface ReviewedRepository extends Gathering {
  /** Numeric id. */
  readonly repository: number
  /** `main`. */
  readonly branch: string
  /** The environment at a commit, as objects. */
  open(commit: string): Promise<Environment>
  /** Makes sure that the heads of these requests are at hand. */
  bring(pulls: readonly PullFacts[]): Promise<void>
  /** Trees that a merge of head into base gives. */
  mergedTrees(base: string, head: string): readonly string[]
}

/** By commit. */
export type ReviewedCommits = ReadonlyMap<string, Provenance>

/**
 * Each of these commits, oldest first, is the merge of a request whose class and approvals hold when they are computed again now;
 * `refused` with `repo/unreviewed-commit` at the first that is not.
 */
export async function requireReviewed(repository: ReviewedRepository, commits: readonly MainCommit[]): Promise<ReviewedCommits> {
  const requests = new Map<string, PullFacts | null>()
  for (const { commit } of commits) requests.set(commit, await requestOf(repository, commit))
  await repository.bring([...requests.values()].flatMap((request) => request ?? []))
  const reviewed = new Map<string, Provenance>()
  const environments = lastTwo(repository)
  for (const commit of commits) {
    const evidence = await evidenceOf({ ...repository, open: environments }, commit, requests.get(commit.commit) ?? null)
    const problem = reviewProblem(evidence)
    if (problem !== null) throw unreviewed(commit.commit, problem)
    reviewed.set(commit.commit, provenanceOf(evidence))
  }
  return reviewed
}

/** What the host says now of how one commit came into main, whether or not it would hold. */
export async function provenanceNow(repository: ReviewedRepository, commit: MainCommit): Promise<Provenance> {
  const request = await requestOf(repository, commit.commit)
  if (request !== null) await repository.bring([request])
  return provenanceOf(await evidenceOf(repository, commit, request))
}

const provenanceOf = ({ request, approvals }: CommitEvidence): Provenance => ({
  pullRequest: request?.number ?? null,
  approvals: (approvals?.counted ?? []).map(({ user, commit }) => ({ user, commit })),
})

async function requestOf({ host, repository, branch }: ReviewedRepository, commit: string): Promise<PullFacts | null> {
  const found = await host.pullsOf(commit)
  return (
    found.find((pull) => pull.state === 'merged' && pull.mergeCommit === commit && pull.base.branch === branch && pull.base.repository === repository) ?? null
  )
}

async function evidenceOf(repository: ReviewedRepository, commit: MainCommit, request: PullFacts | null): Promise<CommitEvidence> {
  const [parent] = commit.parents
  if (request === null || parent === undefined) return { commit, request: null, merges: [], approvals: null }
  const base = await repository.open(parent)
  const { class: own } = classify(base, await repository.open(commit.commit), request.author.id)
  return {
    commit,
    request,
    merges: repository.mergedTrees(parent, request.head.sha),
    approvals: await gatherApprovals(repository, { pull: request, base, class: own }),
  }
}

/** What a commit is for the next one, it was loaded for already. */
function lastTwo({ open }: ReviewedRepository): ReviewedRepository['open'] {
  const kept = new Map<string, Environment>()
  return async (commit) => {
    const environment = kept.get(commit) ?? (await open(commit))
    kept.delete(commit)
    kept.set(commit, environment)
    for (const old of [...kept.keys()].slice(0, -2)) kept.delete(old)
    return environment
  }
}

const unreviewed = (commit: string, problem: string): MuhuriError =>
  new MuhuriError('refused', `repo/unreviewed-commit: ${commit}: ${problem}; nothing is signed or rendered from it`, {
    hint: `set main back to the commit before ${commit.slice(0, 12)}, and bring the change as a pull request`,
  })
