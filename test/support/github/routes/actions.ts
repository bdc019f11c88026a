import { created, empty, missing, ok, onRepository, paged, type Route, type Routes, refused, textOf } from '../call.ts'
import { type Artifact, fullName, type Json, type Repository, tell } from '../world.ts'

const DEFAULTS: Readonly<Record<string, Json>> = {
  permissions: { enabled: true, allowed_actions: 'all', sha_pinning_required: false },
  'selected-actions': { github_owned_allowed: true, verified_allowed: true, patterns_allowed: [] },
  workflow: { default_workflow_permissions: 'write', can_approve_pull_request_reviews: false },
  'fork-pr-contributor-approval': { approval_policy: 'first_time_contributors' },
  'fork-pr-workflows-private-repos': {
    run_workflows_from_fork_pull_requests: false,
    send_write_tokens_to_workflows: false,
    send_secrets_and_variables: false,
    require_approval_for_fork_pr_workflows: true,
  },
  access: { access_level: 'none' },
}

/** Settings that are put as a whole and read back, each with what GitHub has before anyone puts it. */
function setting(name: string): { readonly read: Route; readonly write: Route } {
  const shown = ({ actions }: Repository): Json => ({ ...DEFAULTS[name], ...actions.get(name) })
  return {
    read: onRepository('administration:read', ({ repository }) => ok(shown(repository))),
    write: onRepository('administration:write', ({ repository, body }) => {
      repository.actions.set(name, { ...shown(repository), ...body })
      return empty
    }),
  }
}

const PREFIX = '/repos/{owner}/{repo}/actions/permissions'
const settings: Routes = Object.fromEntries(
  Object.keys(DEFAULTS).flatMap((name) => {
    const path = name === 'permissions' ? PREFIX : `${PREFIX}/${name}`
    const { read, write } = setting(name)
    return [
      [`GET ${path}`, read],
      [`PUT ${path}`, write],
    ]
  }),
)

const artifactBody = ({ id, name, zip, expired, run }: Artifact): Json => ({
  id,
  name,
  size_in_bytes: zip.length,
  expired,
  url: 'https://api.github.com/',
  archive_download_url: 'https://api.github.com/',
  workflow_run: { id: run },
})

export const actionsRoutes: Routes = {
  ...settings,
  'GET /repos/{owner}/{repo}/actions/runners': onRepository('administration:read', ({ repository }) => paged([...repository.runners.values()], 'runners')),
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}': onRepository('actions:read', ({ repository, params }) => {
    const run = repository.runs.get(Number(params['run_id']))
    return run === undefined ? missing : ok(run)
  }),
  'GET /repos/{owner}/{repo}/actions/runs': onRepository('actions:read', ({ repository, query }) => {
    const kept = [...repository.runs.values()].filter((run) =>
      ['event', 'head_sha', 'status'].every((name) => query.get(name) === null || String(run[name]) === query.get(name)),
    )
    return paged(kept.toReversed(), 'workflow_runs')
  }),
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts': onRepository('actions:read', ({ repository, params, query }) =>
    paged(
      [...repository.artifacts.values()].filter(({ run, name }) => run === Number(params['run_id']) && (query.get('name') ?? name) === name).map(artifactBody),
      'artifacts',
    ),
  ),
  'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}': onRepository('actions:read', ({ origin, repository, params }) => {
    const artifact = repository.artifacts.get(Number(params['artifact_id']))
    if (artifact === undefined || params['archive_format'] !== 'zip') return missing
    if (artifact.expired) return refused(410, 'Artifact has expired')
    return { status: 302, headers: { location: `${origin}/_artifacts/${repository.id}/${artifact.id}` } }
  }),
  'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches': onRepository('actions:write', ({ world, repository, caller, body }) => {
    tell(world, { name: 'workflow_dispatch', repository: fullName(repository), ref: textOf(body['ref']), sender: caller.user })
    return empty
  }),
  'POST /repos/{owner}/{repo}/dispatches': onRepository('contents:write', ({ world, repository, caller, body }) => {
    tell(world, { name: 'repository_dispatch', action: textOf(body['event_type']), repository: fullName(repository), sender: caller.user })
    return empty
  }),
  'POST /repos/{owner}/{repo}/actions/runs/{run_id}/rerun': onRepository('actions:write', ({ repository, params }) =>
    repository.runs.has(Number(params['run_id'])) ? created({}) : missing,
  ),
}
