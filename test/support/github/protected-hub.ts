import { readdirSync, readFileSync } from 'node:fs'
import { githubProtection } from '../../../src/adapters/github/settings.ts'
import type { DoctorReport } from '../../../src/model/doctor-report.ts'
import type { Environment } from '../../../src/model/environment.ts'
import type { HostSettings } from '../../../src/ports/host-settings.ts'
import type { KnownApps } from '../../../src/stages/doctor/demand.ts'
import type { ProtectionSource } from '../../../src/stages/doctor/read-facts.ts'
import { examine } from '../../../src/stages/doctor.ts'
import { type SmallIdentity, smallEnvironment } from '../small-environment.ts'
import { type HubOnGitHub, hubOnGitHub } from './hub.ts'
import type { Environment as HostEnvironment, Json, Repository } from './world.ts'

const WORKFLOWS = new URL('../../../environments/template/.github/workflows/', import.meta.url)
export const TOOLKIT = { actions: 'example/muhuri', commit: '5f0c6c1e9d2b4a7f8e3d1c0b9a8877665f0c6c1e' }
export const CODEOWNERS = '* @hub/hub-admins\n/dfsps/ @hub/hub-reviewers @hub/hub-admins\n'
/** Numbers of the Apps that publish the verdict, and that write `issued` and `deploy`. */
export const APPS = { verdict: 7001, publisher: 7002 }

/** Files of an environment with its workflows, as its repository holds them on main. */
export async function environmentFiles(identity: SmallIdentity = {}): Promise<{ readonly files: Record<string, string>; readonly environment: Environment }> {
  const small = await smallEnvironment(['greenbank'], { toolkit: TOOLKIT, ...identity })
  const workflows = readdirSync(WORKFLOWS).map((name) => {
    const text = readFileSync(new URL(name, WORKFLOWS), 'utf8')
    return [`.github/workflows/${name}`, text.replace(/OWNER\/REPO\/(actions\/[a-z]+)@PIN/g, `${TOOLKIT.actions}/$1@${TOOLKIT.commit}`)] as const
  })
  const files = Object.fromEntries([...small.folder.contents, ...workflows])
  return { files, environment: small.load() }
}

export interface ProtectedHub extends HubOnGitHub {
  readonly environment: Environment
  readonly files: Readonly<Record<string, string>>
  /** What `doctor` finds now. */
  examine(options?: { readonly apps?: KnownApps; readonly token?: string; readonly environment?: Environment }): Promise<DoctorReport>
  /** Puts everything back as it was when this was made. */
  restore(): Promise<void>
}

/** An environment repository in which nothing is weaker than its policy, all of it written by hand. */
export async function protectedHub(): Promise<ProtectedHub> {
  const { files, environment } = await environmentFiles()
  const hub = await hubOnGitHub({ files: { ...files, '.github/CODEOWNERS': CODEOWNERS } })
  const { repository, github } = hub
  const main = await repository.git.resolve('refs/heads/main')
  const teams = [...github.world.teams.values()].map((team) => ({ team, members: [...team.members] }))
  const protect = (): void => {
    for (const [name, ruleset] of rulesets().entries()) repository.rulesets.set(name + 1, { id: name + 1, sourceType: 'Repository', fields: ruleset })
    for (const one of environments(teams.map(({ team }) => team.id))) repository.environments.set(one.name, one)
    repository.actions.set('workflow', { default_workflow_permissions: 'read', can_approve_pull_request_reviews: false })
    repository.actions.set('fork-pr-contributor-approval', { approval_policy: 'all_external_contributors' })
  }
  protect()
  const adminToken = github.people.token(hub.admin)
  const roles = [...repository.roles]
  return {
    ...hub,
    environment,
    files,
    examine: ({ apps = APPS, token = adminToken, environment: other = environment } = {}) =>
      examine(remembering(githubProtection({ api: github.apiUrl, token, repository: 'hub/pilot', app: null, milliseconds: 5_000 }), { repository, token }), {
        repository: 'hub/pilot',
        environment: other,
        apps,
      }),
    restore: async () => {
      for (const map of [repository.rulesets, repository.environments, repository.actions, repository.runners, repository.roles]) map.clear()
      for (const [id, role] of roles) repository.roles.set(id, role)
      for (const { team, members } of teams) restoreTeam(github.world.teams, team, members)
      repository.private = false
      await repository.git.run(['update-ref', 'refs/heads/main', main ?? ''])
      protect()
    },
  }
}

const FILES = new Map<string, Promise<unknown>>()

/** Files of one commit are read from GitHub once for each token: that saves hundreds of Git processes. */
function remembering(
  source: HostSettings & ProtectionSource,
  { repository, token }: { readonly repository: Repository; readonly token: string },
): ProtectionSource {
  const commit = repository.git.resolve('refs/heads/main')
  const once = async <T>(key: string, read: () => Promise<T>): Promise<T> => {
    const at = `${await commit} ${token} ${key}`
    const known = (FILES.get(at) as Promise<T> | undefined) ?? read()
    FILES.set(at, known)
    return known
  }
  return {
    ...source,
    file: (path, branch) => once(`file ${path} ${branch}`, () => source.file(path, branch)),
    folder: (path, branch) => once(`folder ${path} ${branch}`, () => source.folder(path, branch)),
  }
}

function restoreTeam<T extends { readonly id: number; readonly members: Set<number> }>(teams: Map<number, T>, team: T, members: readonly number[]): void {
  teams.set(team.id, team)
  team.members.clear()
  for (const id of members) team.members.add(id)
}

const covering = (...branches: readonly string[]): Json => ({ ref_name: { include: branches.map((one) => `refs/heads/${one}`), exclude: [] } })
const HISTORY = [{ type: 'non_fast_forward' }, { type: 'deletion' }]

function rulesets(): readonly Json[] {
  const pull = {
    required_approving_review_count: 1,
    dismiss_stale_reviews_on_push: true,
    require_last_push_approval: true,
    require_code_owner_review: true,
    required_review_thread_resolution: false,
    allowed_merge_methods: ['merge'],
  }
  const checks = { strict_required_status_checks_policy: true, required_status_checks: [{ context: 'muhuri/verdict', integration_id: APPS.verdict }] }
  const active = { enforcement: 'active', target: 'branch' }
  return [
    {
      ...active,
      name: 'main',
      conditions: covering('main'),
      bypass_actors: [],
      rules: [{ type: 'pull_request', parameters: pull }, { type: 'required_status_checks', parameters: checks }, ...HISTORY],
    },
    {
      ...active,
      name: 'writers',
      conditions: covering('issued', 'deploy'),
      bypass_actors: [{ actor_id: APPS.publisher, actor_type: 'Integration', bypass_mode: 'always' }],
      rules: [{ type: 'creation' }, { type: 'update' }],
    },
    { ...active, name: 'history', conditions: covering('issued', 'deploy'), bypass_actors: [], rules: HISTORY },
  ]
}

function environments(teams: readonly number[]): readonly HostEnvironment[] {
  return ['sign', 'crl', 'verdict', 'publish', 'deploy'].map((name, index) => ({
    id: 100 * (index + 1),
    name,
    fields: {
      deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
      ...(name === 'sign' ? { prevent_self_review: true, reviewers: teams.map((id) => ({ type: 'Team', id })) } : {}),
    },
    policies: [{ id: 1000 + index, name: 'main', type: 'branch' as const }],
    canAdminsBypass: name !== 'sign',
  }))
}

/** Changes the parameters of the first rule of that type in the rulesets of a repository; null takes the rule out. */
export function changeRule(repository: Repository, type: string, parameters: Json | null): void {
  for (const ruleset of repository.rulesets.values()) {
    const rules = ruleset.fields['rules'] as readonly { readonly type: string; readonly parameters?: Json }[]
    if (!rules.some((rule) => rule.type === type)) continue
    const changed = rules.flatMap((rule) =>
      rule.type !== type ? [rule] : parameters === null ? [] : [{ ...rule, parameters: { ...rule.parameters, ...parameters } }],
    )
    ruleset.fields = { ...ruleset.fields, rules: changed }
    return
  }
}
