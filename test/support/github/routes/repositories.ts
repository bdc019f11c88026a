import { roleOf } from '../access.ts'
import { type Call, created, elsewhere, missing, ok, onRepository, paged, type Reply, type Routes, recordOf, refused, textOf } from '../call.ts'
import { labelBody, repositoryBody, userBody } from '../representation.ts'
import { type Role, userNamed } from '../world.ts'

/** GitHub's older word for a role, beside its newer one. */
const LEGACY: Readonly<Record<Role, string>> = { none: 'none', read: 'read', triage: 'read', write: 'write', maintain: 'write', admin: 'admin' }

/** The team of the path, where the caller is an App or of its organisation. */
function teamOf({ world, params, caller }: Call): { readonly members: ReadonlySet<number> } | null {
  const isAllowed = caller.permissions === null || caller.permissions['members'] !== undefined
  return isAllowed ? ([...world.teams.values()].find(({ org, slug }) => org === params['org'] && slug === params['team_slug']) ?? null) : null
}

function membership(call: Call): Reply {
  const team = teamOf(call)
  const user = userNamed(call.world, call.params['username'] ?? '')
  return team === null || user === undefined || !team.members.has(user.id) ? missing : ok({ role: 'member', state: 'active', url: 'https://api.github.com/' })
}

function members(call: Call): Reply {
  const team = teamOf(call)
  if (team === null) return missing
  return paged([...team.members].flatMap((id) => call.world.users.get(id) ?? []).map(userBody))
}

export const repositoryRoutes: Routes = {
  'GET /repos/{owner}/{repo}': onRepository('metadata:read', ({ world, repository, caller }) => {
    const role = roleOf(world, repository, caller.user)
    const permissions = {
      admin: role === 'admin',
      maintain: ['admin', 'maintain'].includes(role),
      push: LEGACY[role] !== 'read' && role !== 'none',
      pull: role !== 'none',
    }
    return ok({ ...repositoryBody(repository), permissions, ...(repository.parent === null ? {} : { parent: repositoryBody(repository.parent) }) })
  }),
  'GET /repos/{owner}/{repo}/collaborators/{username}/permission': onRepository(
    'metadata:read',
    ({ world, repository, params }) => {
      const user = userNamed(world, params['username'] ?? '')
      if (user === undefined) return missing
      const role = roleOf(world, repository, user)
      return ok({ permission: LEGACY[role], role_name: role, user: userBody(user) })
    },
    'write',
  ),
  'GET /repos/{owner}/{repo}/collaborators': onRepository(
    'metadata:read',
    ({ world, repository }) =>
      paged(
        [...world.users.values()]
          .filter((user) => user.type === 'User' && roleOf(world, { ...repository, private: true }, user) !== 'none')
          .map((user) => ({ ...userBody(user), role_name: roleOf(world, repository, user) })),
      ),
    'write',
  ),
  'GET /repos/{owner}/{repo}/teams': onRepository('administration:read', ({ world, repository }) =>
    paged(
      [...repository.teamRoles].flatMap(([id, role]) => {
        const team = world.teams.get(id)
        return team === undefined ? [] : [{ id, slug: team.slug, name: team.slug, permission: { read: 'pull', write: 'push' }[role as 'read'] ?? role }]
      }),
    ),
  ),
  'GET /repos/{owner}/{repo}/activity': onRepository('contents:read', ({ repository, query }) => {
    const ref = query.get('ref')
    const asked = ref === null ? null : ref.startsWith('refs/') ? ref : `refs/heads/${ref}`
    return paged(
      repository.activity
        .filter((one) => asked === null || one.ref === asked)
        .toReversed()
        .map(({ id, ref: name, before, after, actor, kind, at }) => ({
          id,
          ref: name,
          before,
          after,
          activity_type: kind,
          timestamp: at,
          actor: userBody(actor),
        })),
    )
  }),
  'GET /repos/{owner}/{repo}/labels': onRepository(['issues:read', 'pull_requests:read'], ({ repository }) =>
    paged([...repository.labels.values()].map(labelBody)),
  ),
  'POST /repos/{owner}/{repo}/labels': onRepository(['issues:write', 'pull_requests:write'], ({ repository, body }) => {
    const name = textOf(body['name'])
    if (repository.labels.has(name)) return refused(422, 'Validation Failed')
    repository.labels.set(name, body)
    return created(labelBody(body))
  }),
  'PATCH /repos/{owner}/{repo}/labels/{name}': onRepository(['issues:write', 'pull_requests:write'], ({ repository, params, body }) => {
    const label = repository.labels.get(params['name'] ?? '')
    if (label === undefined) return missing
    const { new_name: renamed, ...rest } = body
    repository.labels.delete(params['name'] ?? '')
    const name = renamed ?? label['name']
    repository.labels.set(String(name), { ...label, ...rest, name })
    return ok(labelBody({ ...label, ...rest, name }))
  }),
  'GET /user': elsewhere(({ caller }) =>
    caller.app === null ? ok({ ...userBody(caller.user), name: caller.user.login }) : refused(403, 'Resource not accessible by integration'),
  ),
  'GET /users/{username}': elsewhere(({ world, params }) => {
    const user = userNamed(world, params['username'] ?? '')
    return user === undefined ? missing : ok({ ...userBody(user), name: user.login })
  }),
  'GET /user/{account_id}': elsewhere(({ world, params }) => {
    const user = world.users.get(Number(params['account_id']))
    return user === undefined ? missing : ok({ ...userBody(user), name: user.login })
  }),
  'GET /orgs/{org}/teams/{team_slug}': elsewhere(({ world, params, ...call }) => {
    if (teamOf({ world, params, ...call }) === null) return missing
    const team = [...world.teams.values()].find(({ org, slug }) => org === params['org'] && slug === params['team_slug'])
    return ok({ id: team?.id, slug: team?.slug, name: team?.slug, members_count: team?.members.size })
  }),
  'GET /orgs/{org}/teams/{team_slug}/memberships/{username}': elsewhere(membership),
  'GET /orgs/{org}/teams/{team_slug}/members': elsewhere(members),
  'PUT /orgs/{org}/teams/{team_slug}/repos/{owner}/{repo}': elsewhere(({ world, params, body, caller }) => {
    const team = [...world.teams.values()].find(({ org, slug }) => org === params['org'] && slug === params['team_slug'])
    const repository = [...world.repositories.values()].find(({ owner, name }) => owner.login === params['owner'] && name === params['repo'])
    if (team === undefined || repository === undefined || roleOf(world, repository, caller.user) !== 'admin') return missing
    const permission = textOf(recordOf(body)['permission'])
    repository.teamRoles.set(team.id, ({ pull: 'read', push: 'write' } as Record<string, Role>)[permission] ?? (permission as Role))
    return { status: 204 }
  }),
}
