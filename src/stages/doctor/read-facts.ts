import { MuhuriError } from '../../model/errors.ts'
import type { GitHost } from '../../ports/git-host.ts'
import type { HostSettings } from '../../ports/host-settings.ts'
import type { ProtectionDemand } from './demand.ts'
import type { ProtectionFacts, Seen, TeamFacts } from './facts.ts'

/** Where protection is read from. */
export type ProtectionSource = Omit<HostSettings, `put${string}`> & Pick<GitHost, 'teamMembers'>

const WORKFLOWS = '.github/workflows'
/** The places where GitHub looks, in its order. */
const CODEOWNERS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS']
const VAULT_ROLE = 'MUHURI_VAULT_ROLE'

/** What is in force now; what cannot be read is said so, one by one. */
export async function readProtection(host: ProtectionSource, demand: ProtectionDemand): Promise<ProtectionFacts> {
  const repository = await seen(host.repository())
  const team = async (slug: string): Promise<Seen<TeamFacts | null>> =>
    repository.kind === 'seen' ? seen(teamOf(host, repository.value.owner.login, slug)) : repository
  const role = async (environment: string): Promise<Seen<string | null>> =>
    demand.usesVault ? seen(host.variables(environment).then((given) => given.get(VAULT_ROLE) ?? null)) : { kind: 'seen', value: null }
  return {
    repository,
    rules: {
      main: await seen(host.branchRules('main')),
      issued: await seen(host.branchRules('issued')),
      deploy: await seen(host.branchRules('deploy')),
    },
    rulesets: await seen(host.rulesets()),
    environments: {
      sign: await seen(host.environment('sign')),
      crl: await seen(host.environment('crl')),
      verdict: await seen(host.environment('verdict')),
      publish: await seen(host.environment('publish')),
      deploy: await seen(host.environment('deploy')),
    },
    collaborators: await seen(host.collaborators()),
    teams: { reviewers: await team(demand.teams.reviewers), admins: await team(demand.teams.admins) },
    actions: await seen(host.actions()),
    runners: await seen(host.runners()),
    secrets: await seen(host.secrets()),
    vaultRoles: { sign: await role('sign'), crl: await role('crl') },
    codeOwners: await seen(firstFile(host, CODEOWNERS)),
    workflows: await seen(workflowsOf(host)),
  }
}

async function seen<T>(call: Promise<T>): Promise<Seen<T>> {
  try {
    return { kind: 'seen', value: await call }
  } catch (error) {
    if (error instanceof MuhuriError && error.code === 'refused') return { kind: 'unseen', why: error.message }
    throw error
  }
}

async function teamOf(host: ProtectionSource, organisation: string, slug: string): Promise<TeamFacts | null> {
  const id = await host.team(organisation, slug)
  const members = id === null ? null : await host.teamMembers(organisation, slug)
  return id === null || members === null ? null : { id, members }
}

async function firstFile(host: ProtectionSource, paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    const bytes = await host.file(path, 'main')
    if (bytes !== null) return textOf(bytes)
  }
  return null
}

async function workflowsOf(host: ProtectionSource): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>()
  for (const name of await host.folder(WORKFLOWS, 'main')) {
    const bytes = /\.ya?ml$/.test(name) ? await host.file(`${WORKFLOWS}/${name}`, 'main') : null
    if (bytes !== null) texts.set(`${WORKFLOWS}/${name}`, textOf(bytes))
  }
  return texts
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')
