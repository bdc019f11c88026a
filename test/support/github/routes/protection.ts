import { roleOf } from '../access.ts'
import { created, empty, missing, ok, onRepository, paged, type Reply, type RepositoryCall, type Routes, recordOf, refused } from '../call.ts'
import { teamBody, userBody } from '../representation.ts'
import { effectiveRules, list } from '../rules.ts'
import { type Caller, type Environment, fullName, type Json, type Repository, type Ruleset, type World } from '../world.ts'

/** Who bypasses is shown only to those who could change it. */
function seesBypass(world: World, repository: Repository, { app, user, permissions }: Caller): boolean {
  return app === null && permissions === null ? roleOf(world, repository, user) === 'admin' : permissions?.['administration'] !== undefined
}

function rulesetBody({ world, repository, caller }: RepositoryCall, { id, sourceType, fields }: Ruleset): Json {
  const { bypass_actors: bypass, ...shown } = fields
  const source = sourceType === 'Repository' ? fullName(repository) : repository.owner.login
  return { target: 'branch', ...shown, id, source_type: sourceType, source, ...(seesBypass(world, repository, caller) ? { bypass_actors: bypass ?? [] } : {}) }
}

const summaryOf = (body: Json): Json => {
  const { rules: _, bypass_actors: __, conditions: ___, ...summary } = body
  return summary
}

function withRuleset(call: RepositoryCall, then: (ruleset: Ruleset) => Reply): Reply {
  const ruleset = call.repository.rulesets.get(Number(call.params['ruleset_id']))
  return ruleset === undefined ? missing : then(ruleset)
}

/** What a `PUT` of classic protection answers and `GET` shows: switches become objects with `enabled`. */
function protectionBody(fields: Json): Json {
  const reviews = fields['required_pull_request_reviews']
  const checks = fields['required_status_checks']
  const enabled = (name: string): Json => ({ [name]: { enabled: fields[name] === true } })
  return {
    url: 'https://api.github.com/',
    ...(reviews == null ? {} : { required_pull_request_reviews: reviewsBody(recordOf(reviews)) }),
    ...(checks == null ? {} : { required_status_checks: checksBody(recordOf(checks)) }),
    enforce_admins: { url: 'https://api.github.com/', enabled: fields['enforce_admins'] === true },
    ...enabled('allow_force_pushes'),
    ...enabled('allow_deletions'),
    ...enabled('required_linear_history'),
  }
}

const reviewsBody = ({ dismissal_restrictions: _, bypass_pull_request_allowances: __, ...fields }: Json): Json => ({
  dismiss_stale_reviews: false,
  require_code_owner_reviews: false,
  ...fields,
})

const checksBody = ({ strict, contexts, checks }: Json): Json => ({
  strict,
  contexts: contexts ?? [],
  checks: list(checks).map((check) => ({ context: check['context'], app_id: check['app_id'] ?? null })),
  contexts_url: 'https://api.github.com/',
})

function environmentBody(world: World, { id, name, fields, canAdminsBypass }: Environment): Json {
  const reviewers = list(fields['reviewers']).map(({ type, id: who }) => {
    const team = type === 'Team' ? world.teams.get(Number(who)) : undefined
    const user = type === 'User' ? world.users.get(Number(who)) : undefined
    return { type, reviewer: team === undefined ? (user === undefined ? {} : userBody(user)) : teamBody(team) }
  })
  const wait = Number(fields['wait_timer'] ?? 0)
  const policy = fields['deployment_branch_policy'] ?? null
  return {
    id,
    name,
    node_id: `EN_${id}`,
    created_at: '2026-11-20T10:00:00Z',
    updated_at: '2026-11-20T10:00:00Z',
    can_admins_bypass: canAdminsBypass,
    deployment_branch_policy: policy,
    protection_rules: [
      ...(wait === 0 ? [] : [{ id: id + 1, node_id: 'w', type: 'wait_timer', wait_timer: wait }]),
      ...(reviewers.length === 0
        ? []
        : [{ id: id + 2, node_id: 'r', type: 'required_reviewers', prevent_self_review: fields['prevent_self_review'] === true, reviewers }]),
      ...(policy === null ? [] : [{ id: id + 3, node_id: 'b', type: 'branch_policy' }]),
    ],
  }
}

function putEnvironment({ world, repository, params, body }: RepositoryCall): Reply {
  const name = params['environment_name'] ?? ''
  const wantsReviewers = list(body['reviewers']).length > 0 || Number(body['wait_timer'] ?? 0) > 0
  if (wantsReviewers && repository.private && repository.plan !== 'enterprise')
    return refused(422, 'Failed to create the environment protection rule. Please ensure the billing plan supports the required reviewers protection rule.')
  if (list(body['reviewers']).length > 6) return refused(422, 'Too many reviewers')
  const old = repository.environments.get(name)
  const environment: Environment = {
    id: old?.id ?? world.nextId() * 10,
    name,
    fields: body,
    policies: old?.policies ?? [],
    canAdminsBypass: old?.canAdminsBypass ?? true,
  }
  repository.environments.set(name, environment)
  return ok(environmentBody(world, environment))
}

function withEnvironment({ repository, params }: RepositoryCall, then: (environment: Environment) => Reply): Reply {
  const environment = repository.environments.get(params['environment_name'] ?? '')
  return environment === undefined ? missing : then(environment)
}

const policyBody = ({ id, name, type }: Environment['policies'][number]): Json => ({ id, name, type, node_id: `P_${id}` })

export const protectionRoutes: Routes = {
  'GET /repos/{owner}/{repo}/rulesets': onRepository('metadata:read', (call) =>
    paged([...call.repository.rulesets.values()].map((one) => summaryOf(rulesetBody(call, one)))),
  ),
  'POST /repos/{owner}/{repo}/rulesets': onRepository('administration:write', (call) => {
    const ruleset: Ruleset = { id: call.world.nextId(), sourceType: 'Repository', fields: call.body }
    call.repository.rulesets.set(ruleset.id, ruleset)
    return created(rulesetBody(call, ruleset))
  }),
  'GET /repos/{owner}/{repo}/rulesets/{ruleset_id}': onRepository('metadata:read', (call) => withRuleset(call, (one) => ok(rulesetBody(call, one)))),
  'PUT /repos/{owner}/{repo}/rulesets/{ruleset_id}': onRepository('administration:write', (call) =>
    withRuleset(call, (one) => {
      one.fields = { ...one.fields, ...call.body }
      return ok(rulesetBody(call, one))
    }),
  ),
  'DELETE /repos/{owner}/{repo}/rulesets/{ruleset_id}': onRepository('administration:write', (call) =>
    withRuleset(call, ({ id }) => {
      call.repository.rulesets.delete(id)
      return empty
    }),
  ),
  'GET /repos/{owner}/{repo}/rules/branches/{branch}': onRepository('metadata:read', ({ repository, params }) =>
    paged(
      effectiveRules(repository, params['branch'] ?? '').map(({ type, parameters, ruleset: { id, sourceType } }) => ({
        type,
        ...(parameters === undefined ? {} : { parameters }),
        ruleset_id: id,
        ruleset_source_type: sourceType,
        ruleset_source: sourceType === 'Repository' ? fullName(repository) : repository.owner.login,
      })),
    ),
  ),
  'GET /repos/{owner}/{repo}/branches/{branch}/protection': onRepository('administration:read', ({ repository, params }) => {
    const fields = repository.protection.get(params['branch'] ?? '')
    return fields === undefined ? refused(404, 'Branch not protected') : ok(protectionBody(fields))
  }),
  'PUT /repos/{owner}/{repo}/branches/{branch}/protection': onRepository('administration:write', ({ repository, params, body }) => {
    repository.protection.set(params['branch'] ?? '', body)
    return ok(protectionBody(body))
  }),
  'GET /repos/{owner}/{repo}/environments': onRepository('actions:read', ({ world, repository }) =>
    paged(
      [...repository.environments.values()].map((one) => environmentBody(world, one)),
      'environments',
    ),
  ),
  'GET /repos/{owner}/{repo}/environments/{environment_name}': onRepository('actions:read', (call) =>
    withEnvironment(call, (one) => ok(environmentBody(call.world, one))),
  ),
  'PUT /repos/{owner}/{repo}/environments/{environment_name}': onRepository('administration:write', putEnvironment),
  'GET /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies': onRepository('actions:read', (call) =>
    withEnvironment(call, ({ policies }) => paged(policies.map(policyBody), 'branch_policies')),
  ),
  'POST /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies': onRepository('administration:write', (call) =>
    withEnvironment(call, ({ policies }) => {
      const policy = { id: call.world.nextId(), name: String(call.body['name']), type: call.body['type'] === 'tag' ? ('tag' as const) : ('branch' as const) }
      policies.push(policy)
      return ok(policyBody(policy))
    }),
  ),
  'DELETE /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies/{branch_policy_id}': onRepository('administration:write', (call) =>
    withEnvironment(call, ({ policies }) => {
      const at = policies.findIndex(({ id }) => id === Number(call.params['branch_policy_id']))
      if (at < 0) return missing
      policies.splice(at, 1)
      return empty
    }),
  ),
}
