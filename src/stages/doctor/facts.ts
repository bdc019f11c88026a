import type { Account, HostRole } from '../../ports/git-host.ts'
import type { ActionsFacts, BranchRule, EnvironmentFacts, RepositoryFacts, RulesetFacts } from '../../ports/host-settings.ts'

/** What was read, or why it could not be: what is not seen is never taken for safe. */
export type Seen<T> = { readonly kind: 'seen'; readonly value: T } | { readonly kind: 'unseen'; readonly why: string }

/** Branches that Muhuri works on: what people wrote, and the two that its App writes. */
export const MACHINE_BRANCHES = ['issued', 'deploy'] as const
export type Branch = 'main' | (typeof MACHINE_BRANCHES)[number]

/** Environments that the workflows name. */
export const ENVIRONMENTS = ['sign', 'crl', 'verdict', 'publish', 'deploy'] as const
export type EnvironmentName = (typeof ENVIRONMENTS)[number]

export interface Collaborator {
  readonly account: Account
  readonly role: HostRole
}

/** How one repository is protected now. */
export interface ProtectionFacts {
  readonly repository: Seen<RepositoryFacts>
  readonly rules: Readonly<Record<Branch, Seen<readonly BranchRule[]>>>
  readonly rulesets: Seen<readonly RulesetFacts[]>
  /** Null: there is none of that name. */
  readonly environments: Readonly<Record<EnvironmentName, Seen<EnvironmentFacts | null>>>
  readonly collaborators: Seen<readonly Collaborator[]>
  /** Null: there is no such team. */
  readonly teams: Readonly<Record<'reviewers' | 'admins', Seen<TeamFacts | null>>>
  readonly actions: Seen<ActionsFacts>
  readonly runners: Seen<readonly string[]>
  /** Names of secrets that every workflow of the repository may read. */
  readonly secrets: Seen<readonly string[]>
  /** Role at Vault that the environment names, or null. */
  readonly vaultRoles: Readonly<Record<'sign' | 'crl', Seen<string | null>>>
  readonly codeOwners: Seen<string | null>
  /** Text of each workflow on main, by path. */
  readonly workflows: Seen<ReadonlyMap<string, string>>
}

export interface TeamFacts {
  readonly id: number
  readonly members: ReadonlySet<number>
}
