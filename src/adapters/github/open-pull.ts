import { MuhuriError } from '../../model/errors.ts'
import { client, type GitHubAccess } from './client.ts'
import { asked } from './refusal.ts'

export interface PullPlan {
  /** Branch of the access's own repository, already pushed. */
  readonly branch: string
  readonly title: string
  readonly body: string
}

export interface OpenedPull {
  readonly repository: string
  readonly number: number
  readonly kind: 'opened' | 'updated'
}

/** One pull request from that branch to main: of the repository itself or, where that is a fork, of the one it was forked from. */
export async function openPull(access: GitHubAccess, { branch, title, body }: PullPlan): Promise<OpenedPull> {
  const { octokit, owner, repo } = client(access)
  const { data: own } = await asked('the repository', octokit.rest.repos.get({ owner, repo }))
  const target = own.fork ? (own.parent ?? null) : own
  if (target === null) throw new MuhuriError('refused', `"${access.repository}" is a fork, and GitHub does not say of what`)
  const at = { owner: target.owner.login, repo: target.name }
  const head = `${own.owner.login}:${branch}`
  const open = await asked('pull requests of the branch', octokit.rest.pulls.list({ ...at, head, base: 'main', state: 'open' }))
  const [old] = open.data.filter((pull) => pull.head.ref === branch && pull.head.repo?.id === own.id)
  if (old === undefined) {
    const { data } = await asked('a new pull request', octokit.rest.pulls.create({ ...at, head, base: 'main', title, body, maintainer_can_modify: false }))
    return { repository: target.full_name, number: data.number, kind: 'opened' }
  }
  // Other people's pushes would make the Hub's admins look at it.
  await asked(`pull request ${old.number}`, octokit.rest.pulls.update({ ...at, pull_number: old.number, title, body, maintainer_can_modify: false }))
  return { repository: target.full_name, number: old.number, kind: 'updated' }
}
