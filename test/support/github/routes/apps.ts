import { type Call, created, elsewhere, empty, missing, ok, paged, type Reply, type Routes, refused } from '../call.ts'
import { appBody, installationBody, repositoryBody, userBody } from '../representation.ts'
import { type Installation, newToken, type Permissions, type Repository, repositoryNamed, type World } from '../world.ts'

const UNSIGNED = refused(401, 'A JSON web token could not be decoded')
const RANK = { read: 1, write: 2, admin: 3 }

const repositoriesOf = (world: World, { repositories }: Installation): readonly Repository[] =>
  [...repositories].flatMap((id) => world.repositories.get(id) ?? [])

/** A token for some of the installation's repositories, with no more than its permissions. */
function accessToken({ world, jwtApp, params, body }: Call): Reply {
  if (jwtApp === null) return UNSIGNED
  const installation = world.installations.get(Number(params['installation_id']))
  if (installation === undefined || installation.app.id !== jwtApp.id) return missing
  const names = Array.isArray(body['repositories']) ? body['repositories'].map(String) : null
  const ids = Array.isArray(body['repository_ids']) ? body['repository_ids'].map(Number) : null
  const own = repositoriesOf(world, installation)
  const chosen = own.filter(({ id, name }) => (names === null && ids === null) || names?.includes(name) === true || ids?.includes(id) === true)
  if (chosen.length < (names?.length ?? 0) + (ids?.length ?? 0))
    return refused(422, 'There is at least one repository that does not exist or is not accessible')
  const asked = (body['permissions'] as Permissions | undefined) ?? installation.permissions
  const isTooMuch = Object.entries(asked).some(
    ([name, level]) => RANK[level] > (RANK[installation.permissions[name] ?? 'read'] ?? 0) || installation.permissions[name] === undefined,
  )
  if (isTooMuch) return refused(422, 'The permissions requested are not granted to this installation.')
  const token = newToken(world, { user: jwtApp.bot, app: jwtApp, permissions: asked, repositories: new Set(chosen.map(({ id }) => id)) })
  return created({
    token,
    expires_at: new Date(Date.now() + 3_600_000).toISOString(),
    permissions: asked,
    repository_selection: 'selected',
    repositories: chosen.map(repositoryBody),
  })
}

export const appRoutes: Routes = {
  'GET /app': elsewhere(({ jwtApp }) => (jwtApp === null ? UNSIGNED : ok({ ...appBody(jwtApp), owner: userBody(jwtApp.bot) }))),
  'GET /app/installations': elsewhere(({ world, jwtApp }) =>
    jwtApp === null ? UNSIGNED : paged([...world.installations.values()].filter(({ app }) => app.id === jwtApp.id).map(installationBody)),
  ),
  'GET /repos/{owner}/{repo}/installation': elsewhere(({ world, jwtApp, params }) => {
    if (jwtApp === null) return UNSIGNED
    const repository = repositoryNamed(world, `${params['owner']}/${params['repo']}`)
    const found = [...world.installations.values()].find(
      ({ app, repositories }) => app.id === jwtApp.id && repository !== undefined && repositories.has(repository.id),
    )
    return found === undefined ? missing : ok(installationBody(found))
  }),
  'POST /app/installations/{installation_id}/access_tokens': elsewhere(accessToken),
  'GET /apps/{app_slug}': elsewhere(({ world, params }) => {
    const app = [...world.apps.values()].find(({ slug }) => slug === params['app_slug'])
    return app === undefined ? missing : ok({ ...appBody(app), owner: userBody(app.bot) })
  }),
  'GET /installation/repositories': elsewhere(({ world, caller }) => {
    if (caller.app === null) return refused(403, 'You must authenticate with an installation access token')
    return paged([...world.repositories.values()].filter(({ id }) => caller.repositories?.has(id) === true).map(repositoryBody), 'repositories')
  }),
  'DELETE /installation/token': elsewhere(({ world, caller }) => {
    for (const [token, owner] of world.tokens) if (owner === caller) world.tokens.delete(token)
    return empty
  }),
}
