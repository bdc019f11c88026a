import { atLeast, roleOf } from '../access.ts'
import { created, missing, ok, onRepository, paged, type Reply, type RepositoryCall, type Routes, refused, textOf } from '../call.ts'
import { openIssue } from '../pull-requests.ts'
import { commentBody, issueBody, labelBody } from '../representation.ts'
import { type Comment, fullName, type Issue, tell } from '../world.ts'

const WRITE = ['issues:write', 'pull_requests:write'] as const
const READ = ['issues:read', 'pull_requests:read'] as const
/** A comment's greatest length, in characters. */
const MOST = 65_536

const issueOf = ({ repository, params }: RepositoryCall): Issue | undefined => repository.issues.get(Number(params['issue_number']))
const commentOf = ({ repository, params }: RepositoryCall): Comment | undefined => repository.comments.get(Number(params['comment_id']))
const isTooLong = (body: unknown): boolean => [...textOf(body)].length > MOST

function comment(call: RepositoryCall): Reply {
  const { world, repository, caller, body } = call
  const issue = issueOf(call)
  if (issue === undefined) return missing
  if (isTooLong(body['body'])) return refused(422, `Validation Failed: body is too long (maximum is ${MOST} characters)`)
  const at = world.now()
  const made: Comment = {
    id: world.nextId(),
    issue: issue.number,
    user: caller.user,
    app: caller.app,
    body: textOf(body['body']),
    createdAt: at,
    updatedAt: at,
  }
  repository.comments.set(made.id, made)
  tell(world, { name: 'issue_comment', action: 'created', repository: fullName(repository), number: issue.number, sender: caller.user })
  return created(commentBody(made))
}

/** A comment is changed by who wrote it, or by someone with write access. */
function edit(call: RepositoryCall): Reply {
  const { world, repository, caller, body } = call
  const found = commentOf(call)
  if (found === undefined) return missing
  const mayWrite = caller.app === null ? atLeast(roleOf(world, repository, caller.user), 'write') : true
  if (found.user.id !== caller.user.id && !mayWrite) return refused(403, 'Must have admin rights to Repository.')
  if (isTooLong(body['body'])) return refused(422, `Validation Failed: body is too long (maximum is ${MOST} characters)`)
  found.body = textOf(body['body'])
  found.updatedAt = world.now()
  return ok(commentBody(found))
}

function listIssues({ repository, query }: RepositoryCall): Reply {
  const state = query.get('state') ?? 'open'
  const labels = (query.get('labels') ?? '').split(',').filter((one) => one !== '')
  const creator = query.get('creator')
  const found = [...repository.issues.values()].filter(
    (issue) =>
      (state === 'all' || issue.state === state) &&
      labels.every((label) => issue.labels.includes(label)) &&
      (creator === null || issue.user.login.toLowerCase() === creator.toLowerCase()),
  )
  return paged(found.toReversed().map((issue) => issueBody(repository, issue)))
}

const labelsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map((one: unknown) => (typeof one === 'string' ? one : String((one as { name?: unknown }).name))) : []

function updateIssue(call: RepositoryCall): Reply {
  const { world, repository, body, caller } = call
  const issue = issueOf(call)
  if (issue === undefined) return missing
  if (caller.app === null && caller.user.id !== issue.user.id && !atLeast(roleOf(world, repository, caller.user), 'triage'))
    return refused(403, 'Must have triage access')
  if (typeof body['title'] === 'string') issue.title = body['title']
  if (typeof body['body'] === 'string') issue.body = body['body']
  if (body['state'] === 'open' || body['state'] === 'closed') issue.state = body['state']
  if (body['labels'] !== undefined) issue.labels = labelsOf(body['labels'])
  return ok(issueBody(repository, issue))
}

export const issueRoutes: Routes = {
  'GET /repos/{owner}/{repo}/issues': onRepository('issues:read', listIssues),
  'POST /repos/{owner}/{repo}/issues': onRepository(
    'issues:write',
    ({ world, repository, caller, body }) => {
      const mayLabel = caller.app !== null || atLeast(roleOf(world, repository, caller.user), 'triage')
      const labels = mayLabel ? labelsOf(body['labels']) : []
      const issue = openIssue(world, repository, { user: caller.user, app: caller.app, title: textOf(body['title']), body: textOf(body['body']), labels })
      return created(issueBody(repository, issue))
    },
    'read',
  ),
  'GET /repos/{owner}/{repo}/issues/{issue_number}': onRepository(READ, (call) => {
    const issue = issueOf(call)
    return issue === undefined ? missing : ok(issueBody(call.repository, issue))
  }),
  'PATCH /repos/{owner}/{repo}/issues/{issue_number}': onRepository(WRITE, updateIssue, 'read'),
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': onRepository(READ, ({ repository, params }) =>
    paged([...repository.comments.values()].filter(({ issue }) => issue === Number(params['issue_number'])).map(commentBody)),
  ),
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': onRepository(WRITE, comment, 'read'),
  'GET /repos/{owner}/{repo}/issues/comments/{comment_id}': onRepository(READ, (call) => {
    const found = commentOf(call)
    return found === undefined ? missing : ok(commentBody(found))
  }),
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': onRepository(WRITE, edit, 'read'),
  'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}': onRepository(
    WRITE,
    (call) => {
      const found = commentOf(call)
      if (found === undefined) return missing
      call.repository.comments.delete(found.id)
      return { status: 204 }
    },
    'write',
  ),
  'POST /repos/{owner}/{repo}/issues/{issue_number}/labels': onRepository(
    WRITE,
    (call) => {
      const issue = issueOf(call)
      if (issue === undefined) return missing
      const given = Array.isArray(call.body) ? call.body : call.body['labels']
      issue.labels = [...new Set([...issue.labels, ...labelsOf(given)])]
      return paged(issue.labels.map((name) => labelBody({ name })))
    },
    'triage',
  ),
}
