import type { Account, HostRole } from './git-host.ts'

/** A value as the host gave it: nothing about it is known. */
export type Given = Readonly<Record<string, unknown>>

/** A rule that is in force for a branch, whoever pushes. */
export interface BranchRule {
  readonly type: string
  readonly parameters: Given
  readonly ruleset: number
}

export interface RulesetFacts {
  readonly id: number
  readonly name: string
  readonly source: 'repository' | 'organisation' | 'enterprise'
  readonly enforcement: string
  readonly target: string
  readonly conditions: Given
  readonly rules: readonly { readonly type: string; readonly parameters: Given }[]
  /** Null: not shown to this token, which needs administration read. */
  readonly bypass: readonly { readonly kind: string; readonly id: number | null; readonly mode: string }[] | null
}

export interface EnvironmentFacts {
  readonly name: string
  readonly reviewers: readonly { readonly kind: 'user' | 'team'; readonly id: number }[]
  readonly preventSelfReview: boolean
  readonly adminsBypass: boolean
  readonly waitMinutes: number
  /** Null: any ref may use it; `names` are patterns of branches and tags. */
  readonly branches: { readonly kind: 'protected' } | { readonly kind: 'named'; readonly names: readonly string[]; readonly tags: readonly string[] } | null
}

export interface RepositoryFacts {
  readonly id: number
  readonly name: string
  readonly owner: Account & { readonly kind: 'organisation' | 'user' }
  readonly defaultBranch: string
  readonly private: boolean
  readonly fork: boolean
}

export interface ActionsFacts {
  readonly enabled: boolean
  readonly allowed: string
  readonly pinned: boolean
  readonly defaultToken: string
  readonly mayApprove: boolean
  /** Which contributors' runs wait for a person; null where the host does not say. */
  readonly approval: string | null
}

export interface Label {
  readonly name: string
  readonly color: string
  readonly description: string
}

/** Whose pull requests from forks run only after somebody has agreed. */
export type ForkApproval = 'first_time_contributors_new_to_github' | 'first_time_contributors' | 'all_external_contributors'

/** How a repository is protected, to be read by `doctor` and set by `setup github`. */
export interface HostSettings {
  repository(): Promise<RepositoryFacts>
  branchRules(branch: string): Promise<readonly BranchRule[]>
  rulesets(): Promise<readonly RulesetFacts[]>
  /** Classic protection of a branch; null where it has none. */
  branchProtection(branch: string): Promise<Given | null>
  environment(name: string): Promise<EnvironmentFacts | null>
  actions(): Promise<ActionsFacts>
  /** Self-hosted runners that the repository may use, by name. */
  runners(): Promise<readonly string[]>
  collaborators(): Promise<readonly { readonly account: Account; readonly role: HostRole }[]>
  labels(): Promise<readonly Label[]>
  /** A file's bytes on a branch; null where it is not there. */
  file(path: string, branch: string): Promise<Uint8Array | null>
  /** Names of the files in a folder on a branch; none where it is not there. */
  folder(path: string, branch: string): Promise<readonly string[]>
  team(organisation: string, slug: string): Promise<number | null>
  /** Names of secrets that every workflow of the repository may read: its own and the organisation's, none of an environment. */
  secrets(): Promise<readonly string[]>
  /** Variables of an environment; none where there is no such environment. */
  variables(environment: string): Promise<ReadonlyMap<string, string>>
  /** Makes the ruleset of that name what this says. */
  putRuleset(ruleset: Given & { readonly name: string }): Promise<void>
  /** Whether administrators may bypass it the API cannot set: that is done by hand. */
  putEnvironment(environment: Omit<EnvironmentFacts, 'adminsBypass'>): Promise<void>
  putLabel(label: Label): Promise<void>
  putActions(settings: { readonly defaultToken: 'read' | 'write'; readonly mayApprove: boolean; readonly approval?: ForkApproval }): Promise<void>
}
