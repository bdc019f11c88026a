import { type EffectiveRule, effectiveRules, type RefUpdate, ZERO } from './rules.ts'
import { type Activity, type App, type Caller, fullName, type Issue, type Pull, type Repository, tell, type User, type World } from './world.ts'

export interface Opening {
  readonly user: User
  readonly app: App | null
  readonly headRepository: Repository
  readonly headBranch: string
  readonly base: string
  readonly title: string
  readonly body: string
  readonly maintainerCanModify: boolean
  readonly draft: boolean
}

/** The next number; issues and pull requests share them. */
export const nextNumber = ({ issues }: Repository): number => issues.size + 1

export function openIssue(
  world: World,
  repository: Repository,
  { user, app, title, body, labels }: Pick<Issue, 'user' | 'app' | 'title' | 'body' | 'labels'>,
): Issue {
  const issue: Issue = { number: nextNumber(repository), user, app, title, body, labels, state: 'open', createdAt: world.now() }
  repository.issues.set(issue.number, issue)
  return issue
}

/** Opens it, with `refs/pull/N/head` and `refs/pull/N/merge`; the head branch must exist. */
export async function openPull(world: World, repository: Repository, opening: Opening): Promise<Pull> {
  const { user, app, title, body, headRepository, headBranch, base, maintainerCanModify, draft } = opening
  const head = await headRepository.git.resolve(`refs/heads/${headBranch}`)
  if (head === null) throw new Error(`"${headBranch}" is no branch of ${fullName(headRepository)}`)
  const issue = openIssue(world, repository, { user, app, title, body, labels: [] })
  const pull: Pull = {
    issue,
    number: issue.number,
    base,
    headRepository,
    headBranch,
    head,
    isStale: false,
    mergeCommit: null,
    merged: null,
    maintainerCanModify,
    draft,
    reviews: [],
  }
  repository.pulls.set(pull.number, pull)
  await moveRefs(repository, pull)
  tell(world, { name: 'pull_request', action: 'opened', repository: fullName(repository), number: pull.number, sha: head, sender: user })
  return pull
}

/** Puts `refs/pull/N/head` where the head branch is and `refs/pull/N/merge` on a merge of it, or nowhere if they conflict. */
export async function moveRefs(repository: Repository, pull: Pull): Promise<void> {
  const name = `refs/pull/${pull.number}`
  await repository.git.run(['fetch', '--quiet', '--no-tags', pull.headRepository.git.path, `+refs/heads/${pull.headBranch}:${name}/head`])
  pull.isStale = false
  const base = await repository.git.resolve(`refs/heads/${pull.base}`)
  pull.mergeCommit = base === null ? null : await mergeCommit(repository, { base, head: pull.head, message: `Merge ${pull.head} into ${base}` })
  if (pull.mergeCommit === null) await repository.git.run(['update-ref', '-d', `${name}/merge`])
  else await repository.git.run(['update-ref', `${name}/merge`, pull.mergeCommit])
}

interface Merging {
  readonly base: string
  readonly head: string
  readonly message: string
  readonly squash?: boolean
}

/** Makes the merges again of pull requests whose base has moved: when somebody looks, as GitHub does. */
export async function freshen(repository: Repository): Promise<void> {
  for (const pull of repository.pulls.values()) if (pull.isStale && pull.issue.state === 'open') await moveRefs(repository, pull)
}

/** A commit on `base` that brings `head` in; null where they conflict. */
export async function mergeCommit({ git }: Repository, { base, head, message, squash = false }: Merging): Promise<string | null> {
  const tree = await git.run(['merge-tree', '--write-tree', base, head]).catch(() => null)
  if (tree === null) return null
  return git.run(['commit-tree', tree.split('\n')[0] ?? '', '-p', base, ...(squash ? [] : ['-p', head]), '-m', message])
}

/** What GitHub does after a branch has moved: records who did it, and carries on every pull request from or onto it. */
export async function afterUpdates(
  world: World,
  repository: Repository,
  { updates, caller }: { updates: readonly RefUpdate[]; caller: Caller },
): Promise<void> {
  for (const { ref, before, after, fastForward } of updates) {
    const kind = before === ZERO ? 'branch_creation' : after === ZERO ? 'branch_deletion' : fastForward ? 'push' : 'force_push'
    record(world, repository, { ref, before, after, actor: caller.user, kind })
    if (!ref.startsWith('refs/heads/')) continue
    tell(world, { name: 'push', repository: fullName(repository), sha: after, ref, sender: caller.user })
    await carryOn(world, repository, { branch: ref.slice('refs/heads/'.length), after, sender: caller.user })
  }
}

export function record(world: World, repository: Repository, activity: Omit<Activity, 'id' | 'at'>): void {
  repository.activity.push({ id: world.nextId(), at: world.now(), ...activity })
}

async function carryOn(world: World, moved: Repository, { branch, after, sender }: { branch: string; after: string; sender: User }): Promise<void> {
  for (const repository of world.repositories.values()) {
    for (const pull of repository.pulls.values()) {
      if (pull.issue.state !== 'open') continue
      if (pull.headRepository === moved && pull.headBranch === branch) await synchronize(world, repository, { pull, after, sender })
      else if (repository === moved && pull.base === branch) pull.isStale = true
    }
  }
}

async function synchronize(world: World, repository: Repository, { pull, after, sender }: { pull: Pull; after: string; sender: User }): Promise<void> {
  if (after === ZERO) {
    pull.issue.state = 'closed'
    tell(world, { name: 'pull_request', action: 'closed', repository: fullName(repository), number: pull.number, sha: pull.head, sender })
    return
  }
  pull.head = after
  await moveRefs(repository, pull)
  const dismisses = ({ type, parameters }: EffectiveRule): boolean => type === 'pull_request' && parameters?.['dismiss_stale_reviews_on_push'] === true
  if (effectiveRules(repository, pull.base).some(dismisses)) for (const review of pull.reviews) if (review.state === 'APPROVED') review.state = 'DISMISSED'
  tell(world, { name: 'pull_request', action: 'synchronize', repository: fullName(repository), number: pull.number, sha: after, sender })
}

export type MergeMethod = 'merge' | 'squash'

/** Merges onto the base branch; the new commit, or null where they conflict. Whether it may be is asked before. */
export async function mergePull(world: World, repository: Repository, { pull, caller, method, message }: Merge): Promise<string | null> {
  const ref = `refs/heads/${pull.base}`
  const base = await repository.git.resolve(ref)
  if (base === null) return null
  const commit = await mergeCommit(repository, { base, head: pull.head, message, squash: method === 'squash' })
  if (commit === null) return null
  await repository.git.run(['update-ref', ref, commit, base])
  await markMerged(world, repository, { pull, commit, by: caller.user })
  record(world, repository, { ref, before: base, after: commit, actor: caller.user, kind: 'pr_merge' })
  tell(world, { name: 'push', repository: fullName(repository), sha: commit, ref, sender: caller.user })
  await carryOn(world, repository, { branch: pull.base, after: commit, sender: caller.user })
  return commit
}

interface Merge {
  readonly pull: Pull
  readonly caller: Caller
  readonly method: MergeMethod
  readonly message: string
}

export async function markMerged(world: World, repository: Repository, { pull, commit, by }: { pull: Pull; commit: string; by: User }): Promise<void> {
  pull.merged = { at: world.now(), by, commit }
  pull.mergeCommit = commit
  pull.issue.state = 'closed'
  await repository.git.run(['update-ref', '-d', `refs/pull/${pull.number}/merge`])
  tell(world, { name: 'pull_request', action: 'closed', repository: fullName(repository), number: pull.number, sha: pull.head, sender: by })
}
