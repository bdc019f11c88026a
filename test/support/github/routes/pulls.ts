import { atLeast, roleOf } from '../access.ts'
import { created, missing, ok, onRepository, paged, type Reply, type RepositoryCall, type Routes, refused, textOf } from '../call.ts'
import { freshen, mergePull, openPull } from '../pull-requests.ts'
import { changedFiles, pullBody, pullListed } from '../representation.ts'
import { refusesMerge } from '../rules.ts'
import { fullName, type Pull, type Repository, tell, type World } from '../world.ts'

export const pullOf = ({ repository, params }: RepositoryCall): Pull | undefined => repository.pulls.get(Number(params['pull_number']))

async function open(call: RepositoryCall): Promise<Reply> {
  const { world, repository, caller, body } = call
  const [, owner = repository.owner.login, branch = ''] = /^(?:([^:]+):)?(.+)$/.exec(textOf(body['head'])) ?? []
  const headRepository = networkRepository(world, repository, { owner, named: textOf(body['head_repo']) })
  const base = textOf(body['base'])
  const head = headRepository === undefined ? null : await headRepository.git.resolve(`refs/heads/${branch}`)
  const onto = await repository.git.resolve(`refs/heads/${base}`)
  if (headRepository === undefined || head === null) return refused(422, 'Validation Failed: head is invalid')
  if (onto === null) return refused(422, 'Validation Failed: base is invalid')
  if (head === onto) return refused(422, `Validation Failed: No commits between ${base} and ${branch}`)
  if (!atLeast(roleOf(world, headRepository, caller.user), 'write') && caller.app === null) return refused(403, 'must have push access to the head repository')
  const twin = [...repository.pulls.values()].find(
    (one) => one.issue.state === 'open' && one.headRepository === headRepository && one.headBranch === branch && one.base === base,
  )
  if (twin !== undefined) return refused(422, `Validation Failed: A pull request already exists for ${owner}:${branch}.`)
  const pull = await openPull(world, repository, {
    user: caller.user,
    app: caller.app,
    headRepository,
    headBranch: branch,
    base,
    title: textOf(body['title']),
    body: textOf(body['body']),
    maintainerCanModify: headRepository !== repository && body['maintainer_can_modify'] !== false,
    draft: body['draft'] === true,
  })
  return created(await pullBody(world, repository, pull))
}

/** The repository itself or its fork by that owner. */
function networkRepository(world: World, repository: Repository, { owner, named }: { owner: string; named: string }): Repository | undefined {
  const family = [...world.repositories.values()].filter((one) => one === repository || one.parent === repository || repository.parent === one)
  return family.find((one) => one.owner.login.toLowerCase() === owner.toLowerCase() && (named === '' || one.name === named || fullName(one) === named))
}

async function list({ repository, query }: RepositoryCall): Promise<Reply> {
  const state = query.get('state') ?? 'open'
  const head = query.get('head')
  const base = query.get('base')
  const found = [...repository.pulls.values()].filter(
    (pull) =>
      (state === 'all' || pull.issue.state === state) &&
      (head === null || head === `${pull.headRepository.owner.login}:${pull.headBranch}`) &&
      (base === null || base === pull.base),
  )
  const sorted = query.get('direction') === 'asc' ? found : found.toReversed()
  return paged(await Promise.all(sorted.map((pull) => pullListed(repository, pull))))
}

async function update(call: RepositoryCall): Promise<Reply> {
  const { world, repository, caller, body } = call
  const pull = pullOf(call)
  if (pull === undefined) return missing
  const isAuthor = caller.user.id === pull.issue.user.id
  if (!isAuthor && caller.app === null && !atLeast(roleOf(world, repository, caller.user), 'write')) return refused(403, 'Must have push access')
  if (typeof body['title'] === 'string') pull.issue.title = body['title']
  if (typeof body['body'] === 'string') pull.issue.body = body['body']
  if (typeof body['maintainer_can_modify'] === 'boolean') pull.maintainerCanModify = body['maintainer_can_modify']
  const state = body['state']
  if ((state === 'open' || state === 'closed') && state !== pull.issue.state) {
    pull.issue.state = state
    const action = state === 'open' ? 'reopened' : 'closed'
    tell(world, { name: 'pull_request', action, repository: fullName(repository), number: pull.number, sha: pull.head, sender: caller.user })
  }
  return ok(await pullBody(world, repository, pull))
}

async function merge(call: RepositoryCall): Promise<Reply> {
  const { world, repository, caller, body } = call
  const pull = pullOf(call)
  if (pull === undefined) return missing
  if (pull.issue.state !== 'open' || pull.draft) return refused(405, 'Pull Request is not mergeable')
  if (body['sha'] !== undefined && body['sha'] !== pull.head) return refused(409, 'Head branch was modified. Review and try the merge again.')
  const problem = refusesMerge(world, repository, { pull, caller })
  if (problem !== null) return refused(405, problem)
  const method = body['merge_method'] === 'squash' ? 'squash' : 'merge'
  const message = [
    textOf(body['commit_title']) || `Merge pull request #${pull.number} from ${pull.headRepository.owner.login}/${pull.headBranch}`,
    textOf(body['commit_message']),
  ]
    .join('\n\n')
    .trim()
  const sha = await mergePull(world, repository, { pull, caller, method, message })
  return sha === null ? refused(405, 'Pull Request is not mergeable') : ok({ sha, merged: true, message: 'Pull Request successfully merged' })
}

async function commits(call: RepositoryCall): Promise<Reply> {
  const pull = pullOf(call)
  if (pull === undefined) return missing
  const { repository } = call
  const base = pull.merged === null ? `refs/heads/${pull.base}` : `${pull.merged.commit}^1`
  const format = '%H%x00%T%x00%P%x00%an%x00%ae%x00%aI%x00%B%x01'
  const listing = await repository.git.run(['log', '--reverse', `--format=${format}`, `${base}..refs/pull/${pull.number}/head`])
  const rows = listing
    .split('\u0001')
    .map((row) => row.trim())
    .filter((row) => row !== '')
  return paged(rows.map(commitListed))
}

/** A commit as lists show it; its author on GitHub is unknown here, the name in the commit proves nothing. */
function commitListed(row: string): unknown {
  const [sha = '', tree = '', parents = '', name, email, date, message = ''] = row.split('\0')
  const author = { name, email, date }
  return {
    sha,
    author: null,
    committer: null,
    parents: parents
      .split(' ')
      .filter((one) => one !== '')
      .map((one) => ({ sha: one })),
    commit: { message: message.trim(), tree: { sha: tree }, author, committer: author, verification: { verified: false, reason: 'unsigned' } },
  }
}

export const pullRoutes: Routes = {
  'GET /repos/{owner}/{repo}/pulls': onRepository('pull_requests:read', list),
  'POST /repos/{owner}/{repo}/pulls': onRepository('pull_requests:write', open, 'read'),
  'GET /repos/{owner}/{repo}/pulls/{pull_number}': onRepository('pull_requests:read', async (call) => {
    const pull = pullOf(call)
    if (pull?.isStale === true) await freshen(call.repository)
    return pull === undefined ? missing : ok(await pullBody(call.world, call.repository, pull))
  }),
  'PATCH /repos/{owner}/{repo}/pulls/{pull_number}': onRepository('pull_requests:write', update, 'read'),
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/files': onRepository('pull_requests:read', async (call) => {
    const pull = pullOf(call)
    // GitHub lists no more than 3,000 files.
    return pull === undefined ? missing : paged((await changedFiles(call.repository, pull)).slice(0, 3_000))
  }),
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/commits': onRepository('pull_requests:read', commits),
  'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge': onRepository('contents:write', merge),
  'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls': onRepository('pull_requests:read', async ({ repository, params }) => {
    const sha = params['commit_sha'] ?? ''
    const found: Pull[] = []
    for (const pull of repository.pulls.values())
      if (pull.merged?.commit === sha || pull.head === sha || (await contains(repository, pull, sha))) found.push(pull)
    return paged(await Promise.all(found.map((pull) => pullListed(repository, pull))))
  }),
}

/** Whether the commit is one of those that the pull request brings. */
async function contains(repository: Repository, pull: Pull, sha: string): Promise<boolean> {
  const base = pull.merged === null ? `refs/heads/${pull.base}` : `${pull.merged.commit}^1`
  return (await repository.git.isAncestor(sha, pull.head)) && !(await repository.git.isAncestor(sha, base))
}
