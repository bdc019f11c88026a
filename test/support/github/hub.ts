import { Octokit } from '@octokit/rest'
import { type GitHubServer, startGitHub } from './server.ts'
import type { App, Installation, Permissions, Repository, User } from './world.ts'

/** An environment repository `hub/pilot` with its people: Rita and Adam of the Hub, Anna of a DFSP with a fork, Eve who may only read. */
export interface HubOnGitHub {
  readonly github: GitHubServer
  readonly repository: Repository
  readonly fork: Repository
  readonly admin: User
  readonly reviewer: User
  readonly anna: User
  readonly eve: User
  /** The project's own App, installed with what a verdict needs. */
  readonly verdict: { readonly app: App; readonly privateKey: string; readonly installation: Installation }
  /** A client for whoever holds this token. */
  as(token: string): Octokit
  /** A client for a person with all that the person may. */
  asUser(user: User): Octokit
}

export const VERDICT_PERMISSIONS: Permissions = {
  contents: 'read',
  checks: 'write',
  pull_requests: 'write',
  issues: 'write',
  members: 'read',
  metadata: 'read',
}

/** Makes it; ids are those of CONTRACT §1: Anna 1001, Adam 2001, Rita 2003. */
export async function hubOnGitHub(options: { readonly private?: boolean; readonly files?: Readonly<Record<string, string>> } = {}): Promise<HubOnGitHub> {
  const github = await startGitHub()
  const { people, repositories } = github
  const hub = people.organisation('hub', 5001)
  const [anna, eve, admin, reviewer] = [people.user('anna', 1001), people.user('eve', 1002), people.user('adam', 2001), people.user('rita', 2003)]
  const repository = await repositories.create(hub, 'pilot', options)
  people.grant(repository, admin, 'admin')
  people.grant(repository, people.team('hub', 'hub-reviewers', [reviewer]), 'write')
  people.team('hub', 'hub-admins', [admin])
  people.grant(repository, anna, 'read')
  const fork = await repositories.fork(repository, anna)
  const { app, privateKey } = people.app('muhuri-verdict', 7001)
  const installation = people.install(app, [repository], VERDICT_PERMISSIONS)
  const as = (token: string): Octokit => new Octokit({ baseUrl: github.apiUrl, auth: token, log: { debug() {}, info() {}, warn() {}, error() {} } })
  return { github, repository, fork, admin, reviewer, anna, eve, verdict: { app, privateKey, installation }, as, asUser: (user) => as(people.token(user)) }
}

/** The status with which a call is refused; 0 where it is not. */
export async function statusOf(call: Promise<unknown>): Promise<number> {
  try {
    await call
    return 0
  } catch (error) {
    return (error as { status?: number }).status ?? -1
  }
}
