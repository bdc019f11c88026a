import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { type App, type Installation, newToken, type Permissions, type Repository, type Role, type Team, type User, userNamed, type World } from './world.ts'

/** GitHub's own App, whose installation tokens workflows get as GITHUB_TOKEN. */
export const ACTIONS_APP_ID = 15368

/** People, teams, Apps and their tokens, as an administrator of GitHub itself would make them. */
export interface People {
  /** The person of that login; made with the next id, or this one, where there is none. */
  user(login: string, id?: number): User
  organisation(login: string, id?: number): User
  team(org: string, slug: string, members: readonly User[]): Team
  /** An App with a key of its own (PKCS#8 PEM), not yet installed. */
  app(slug: string, id?: number): { readonly app: App; readonly privateKey: string }
  install(app: App, repositories: readonly Repository[], permissions: Permissions): Installation
  grant(repository: Repository, to: User | Team, role: Role): void
  /** A personal token: all that the person may, or no more than these permissions. */
  token(user: User, permissions?: Permissions): string
  installationToken(installation: Installation, permissions?: Permissions): string
  /** What a workflow of that repository gets as GITHUB_TOKEN. */
  workflowToken(repository: Repository, permissions: Permissions): string
}

export function people(world: World): People {
  const newUser = (login: string, type: User['type'], id = world.nextId()): User => {
    const user: User = { id, login, type }
    world.users.set(id, user)
    return user
  }
  const app = (slug: string, id = world.nextId()): { app: App; privateKey: string } => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const made: App = { id, slug, name: slug, bot: newUser(`${slug}[bot]`, 'Bot'), publicKey: createPublicKey(privateKey) }
    world.apps.set(id, made)
    return { app: made, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
  }
  const actions = app('github-actions', ACTIONS_APP_ID).app
  return {
    user: (login, id) => userNamed(world, login) ?? newUser(login, 'User', id),
    organisation: (login, id) => userNamed(world, login) ?? newUser(login, 'Organization', id),
    team: (org, slug, members) => {
      const team: Team = { id: world.nextId(), org, slug, members: new Set(members.map(({ id }) => id)) }
      world.teams.set(team.id, team)
      return team
    },
    app,
    install: (installed, repositories, permissions) => {
      const account = repositories[0]?.owner ?? installed.bot
      const made: Installation = { id: world.nextId(), app: installed, account, repositories: new Set(repositories.map(({ id }) => id)), permissions }
      world.installations.set(made.id, made)
      return made
    },
    grant: (repository, to, role) => void ('slug' in to ? repository.teamRoles : repository.roles).set(to.id, role),
    token: (user, permissions) => newToken(world, { user, app: null, permissions: permissions ?? null, repositories: null }),
    installationToken: ({ app: installed, permissions, repositories }, fewer) =>
      newToken(world, { user: installed.bot, app: installed, permissions: fewer ?? permissions, repositories }),
    workflowToken: (repository, permissions) => newToken(world, { user: actions.bot, app: actions, permissions, repositories: new Set([repository.id]) }),
  }
}
