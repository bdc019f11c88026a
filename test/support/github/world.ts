import { type KeyObject, randomBytes } from 'node:crypto'
import type { BareRepository } from './bare-repository.ts'

/** What the stand-in keeps: people, Apps, teams, tokens and repositories. */

export type Role = 'none' | 'read' | 'triage' | 'write' | 'maintain' | 'admin'
export type Level = 'read' | 'write' | 'admin'
/** As in a workflow's `permissions` or an App's installation: `{ contents: 'read' }`. */
export type Permissions = Readonly<Record<string, Level>>
export type Json = Readonly<Record<string, unknown>>

export interface User {
  readonly id: number
  readonly login: string
  readonly type: 'User' | 'Bot' | 'Organization'
}

export interface App {
  readonly id: number
  readonly slug: string
  readonly name: string
  readonly bot: User
  /** With which the App's JWTs are verified; its owner holds the other half. */
  readonly publicKey: KeyObject
}

/** An App in an account: what it may do there, and in which repositories. */
export interface Installation {
  readonly id: number
  readonly app: App
  readonly account: User
  readonly repositories: Set<number>
  readonly permissions: Permissions
}

export interface Team {
  readonly id: number
  readonly org: string
  readonly slug: string
  readonly members: Set<number>
}

/** Who a token speaks for; `permissions` null: all that the user may. */
export interface Caller {
  readonly user: User
  readonly app: App | null
  readonly permissions: Permissions | null
  /** Ids of the repositories that an installation may touch; null: any. */
  readonly repositories: ReadonlySet<number> | null
}

export interface Review {
  readonly id: number
  readonly user: User
  readonly body: string
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED'
  readonly commit: string
  readonly submittedAt: string
}

export interface Comment {
  readonly id: number
  readonly issue: number
  readonly user: User
  /** The App through which it was written, if it was one. */
  readonly app: App | null
  body: string
  readonly createdAt: string
  updatedAt: string
}

/** An issue, or what a pull request has of one. */
export interface Issue {
  readonly number: number
  readonly user: User
  title: string
  body: string
  state: 'open' | 'closed'
  labels: readonly string[]
  readonly createdAt: string
  readonly app: App | null
}

export interface Pull {
  readonly issue: Issue
  readonly number: number
  readonly base: string
  readonly headRepository: Repository
  readonly headBranch: string
  head: string
  /** The base has moved since the merge was made. */
  isStale: boolean
  mergeCommit: string | null
  merged: { readonly at: string; readonly by: User; readonly commit: string } | null
  maintainerCanModify: boolean
  draft: boolean
  readonly reviews: Review[]
}

export interface CheckRun {
  readonly id: number
  readonly app: App
  readonly head: string
  /** As it was created and updated, in GitHub's own words. */
  fields: Json
}

export interface Activity {
  readonly id: number
  readonly ref: string
  readonly before: string
  readonly after: string
  readonly actor: User
  readonly kind: 'push' | 'force_push' | 'branch_creation' | 'branch_deletion' | 'pr_merge'
  readonly at: string
}

export interface Ruleset {
  readonly id: number
  /** `Repository`, or `Organization` for one that the repository only inherits. */
  readonly sourceType: 'Repository' | 'Organization'
  fields: Json
}

export interface Environment {
  readonly id: number
  readonly name: string
  /** As it was put: wait_timer, prevent_self_review, reviewers, deployment_branch_policy. */
  fields: Json
  readonly policies: { readonly id: number; readonly name: string; readonly type: 'branch' | 'tag' }[]
  /** `false`: administrators may not bypass. */
  canAdminsBypass: boolean
}

export interface Artifact {
  readonly id: number
  readonly name: string
  readonly run: number
  readonly zip: Uint8Array
  expired: boolean
}

export interface Repository {
  readonly id: number
  readonly owner: User
  readonly name: string
  private: boolean
  /** Environment reviewers of a private repository exist in `enterprise` only. */
  plan: 'free' | 'team' | 'enterprise'
  readonly parent: Repository | null
  readonly defaultBranch: string
  readonly git: BareRepository
  readonly roles: Map<number, Role>
  readonly teamRoles: Map<number, Role>
  readonly issues: Map<number, Issue>
  readonly pulls: Map<number, Pull>
  readonly comments: Map<number, Comment>
  readonly checkRuns: Map<number, CheckRun>
  readonly statuses: { readonly id: number; readonly sha: string; readonly creator: User; readonly fields: Json; readonly at: string }[]
  readonly labels: Map<string, Json>
  readonly rulesets: Map<number, Ruleset>
  /** Classic protection by branch, as it was put. */
  readonly protection: Map<string, Json>
  readonly environments: Map<string, Environment>
  readonly activity: Activity[]
  /** As GitHub answers `actions/runs/{id}`; made by `server.workflowRun`. */
  readonly runs: Map<number, Json>
  readonly artifacts: Map<number, Artifact>
  readonly runners: Map<number, Json>
  /** `actions/permissions` and what lies below it, by the last part of the path. */
  readonly actions: Map<string, Json>
}

/** Something that happened and that GitHub would tell workflows of. */
export interface Happening {
  readonly name: string
  readonly action: string | null
  readonly repository: string
  readonly number: number | null
  readonly sha: string | null
  readonly ref: string | null
  readonly sender: User
}

export interface World {
  readonly users: Map<number, User>
  readonly apps: Map<number, App>
  readonly installations: Map<number, Installation>
  readonly teams: Map<number, Team>
  readonly tokens: Map<string, Caller>
  readonly repositories: Map<number, Repository>
  readonly happenings: Happening[]
  /** The instant that the stand-in writes down; moves by one second each time it is read. */
  readonly now: () => string
  readonly nextId: () => number
}

export function emptyWorld(): World {
  let clock = Date.parse('2026-11-20T10:00:00Z')
  let last = 1_000_000
  return {
    users: new Map(),
    apps: new Map(),
    installations: new Map(),
    teams: new Map(),
    tokens: new Map(),
    repositories: new Map(),
    happenings: [],
    now: () => {
      clock += 1_000
      return new Date(clock).toISOString().replace('.000', '')
    },
    nextId: () => {
      last += 1
      return last
    },
  }
}

export const fullName = ({ owner, name }: Repository): string => `${owner.login}/${name}`

export const repositoryNamed = (world: World, name: string): Repository | undefined =>
  [...world.repositories.values()].find((one) => fullName(one).toLowerCase() === name.toLowerCase())

export const userNamed = (world: World, login: string): User | undefined =>
  [...world.users.values()].find((one) => one.login.toLowerCase() === login.toLowerCase())

/** A token of the shape that GitHub gives, known to this world from now on. */
export function newToken(world: World, caller: Caller): string {
  const token = `${caller.app === null ? 'ghp' : 'ghs'}_${randomBytes(18).toString('hex')}`
  world.tokens.set(token, caller)
  return token
}

export function tell(world: World, happening: Omit<Happening, 'action' | 'number' | 'sha' | 'ref'> & Partial<Happening>): void {
  world.happenings.push({ action: null, number: null, sha: null, ref: null, ...happening })
}
