import { created, missing, ok, onRepository, paged, type Reply, type RepositoryCall, type Routes, recordOf, refused } from '../call.ts'
import { checkRunBody, userBody } from '../representation.ts'
import { type CheckRun, fullName, type Json, type Repository, tell } from '../world.ts'

/** What the summary and the text of a check run may hold, in characters; annotations of one request. */
const MOST_TEXT = 65_535
const MOST_ANNOTATIONS = 50

/** A concluded run is completed, whatever status was given. */
const settled = (fields: Json): Json => (fields['conclusion'] === undefined ? fields : { ...fields, status: 'completed' })

function tooMuch({ body }: RepositoryCall): Reply | null {
  const output = recordOf(body['output'])
  const isLong = ['summary', 'text'].some((name) => [...String(output[name] ?? '')].length > MOST_TEXT)
  const annotations = output['annotations']
  return isLong || (Array.isArray(annotations) && annotations.length > MOST_ANNOTATIONS) ? refused(422, 'Invalid request: output is too large') : null
}

async function create(call: RepositoryCall): Promise<Reply> {
  const { world, repository, caller, body } = call
  if (caller.app === null) return refused(403, 'You must authenticate via a GitHub App.')
  const head = String(body['head_sha'])
  if ((await repository.git.resolve(`${head}^{commit}`)) !== head) return refused(422, `No commit found for SHA: ${head}`)
  const problem = tooMuch(call)
  if (problem !== null) return problem
  const run: CheckRun = { id: world.nextId(), app: caller.app, head, fields: settled({ started_at: world.now(), ...body }) }
  repository.checkRuns.set(run.id, run)
  tell(world, { name: 'check_run', action: 'created', repository: fullName(repository), sha: head, sender: caller.user })
  return created(checkRunBody(run))
}

function update(call: RepositoryCall): Reply {
  const { repository, caller, params, body } = call
  const run = repository.checkRuns.get(Number(params['check_run_id']))
  if (run === undefined) return missing
  // An App may change its own runs only.
  if (caller.app?.id !== run.app.id) return refused(403, 'Resource not accessible by integration')
  const problem = tooMuch(call)
  if (problem !== null) return problem
  const output = { ...recordOf(run.fields['output']), ...recordOf(body['output']), annotations: [...annotationsOf(run.fields), ...annotationsOf(body)] }
  run.fields = settled({ ...run.fields, ...body, output })
  return ok(checkRunBody(run))
}

const annotationsOf = (fields: Json): readonly unknown[] => {
  const given = recordOf(fields['output'])['annotations']
  return Array.isArray(given) ? given : []
}

async function commitOf(repository: Repository, ref: string): Promise<string | null> {
  return (await repository.git.resolve(`refs/heads/${ref}`)) ?? (await repository.git.resolve(`${ref}^{commit}`))
}

async function listForRef({ repository, params, query }: RepositoryCall): Promise<Reply> {
  const sha = await commitOf(repository, params['ref'] ?? '')
  if (sha === null) return refused(422, `No commit found for SHA: ${params['ref']}`)
  const name = query.get('check_name')
  const app = query.get('app_id')
  const found = [...repository.checkRuns.values()].filter(
    (run) => run.head === sha && (name === null || run.fields['name'] === name) && (app === null || run.app.id === Number(app)),
  )
  // By default only the latest of each App and name is shown.
  const latest = query.get('filter') === 'all' ? found : [...new Map(found.map((run) => [`${run.app.id} ${String(run.fields['name'])}`, run])).values()]
  return paged(latest.toReversed().map(checkRunBody), 'check_runs')
}

const statusBody = ({ id, creator, fields, at }: Repository['statuses'][number]): Json => ({
  id,
  context: fields['context'] ?? 'default',
  state: fields['state'],
  description: fields['description'] ?? null,
  target_url: fields['target_url'] ?? null,
  created_at: at,
  updated_at: at,
  creator: userBody(creator),
})

export const checkRoutes: Routes = {
  'POST /repos/{owner}/{repo}/check-runs': onRepository('checks:write', create),
  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}': onRepository('checks:write', update),
  'GET /repos/{owner}/{repo}/check-runs/{check_run_id}': onRepository('checks:read', ({ repository, params }) => {
    const run = repository.checkRuns.get(Number(params['check_run_id']))
    return run === undefined ? missing : ok(checkRunBody(run))
  }),
  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs': onRepository('checks:read', listForRef),
  'POST /repos/{owner}/{repo}/statuses/{sha}': onRepository('statuses:write', async ({ world, repository, caller, params, body }) => {
    const sha = params['sha'] ?? ''
    if ((await repository.git.resolve(`${sha}^{commit}`)) !== sha) return refused(422, `No commit found for SHA: ${sha}`)
    const status = { id: world.nextId(), sha, creator: caller.user, fields: { context: 'default', ...body }, at: world.now() }
    repository.statuses.push(status)
    return created(statusBody(status))
  }),
  'GET /repos/{owner}/{repo}/commits/{ref}/statuses': onRepository('statuses:read', async ({ repository, params }) => {
    const sha = await commitOf(repository, params['ref'] ?? '')
    return paged(
      repository.statuses
        .filter((one) => one.sha === sha)
        .toReversed()
        .map(statusBody),
    )
  }),
}
