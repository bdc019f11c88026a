import type { EnvironmentFacts, Given, HostSettings } from '../../ports/host-settings.ts'
import type { Client } from './client.ts'
import { asked, askedOrAbsent } from './refusal.ts'

type EnvironmentCalls = Pick<HostSettings, 'environment' | 'putEnvironment'>

const list = (value: unknown): readonly Given[] => (Array.isArray(value) ? (value as readonly Given[]) : [])

interface Policy {
  readonly id?: number
  readonly name?: string
  readonly type?: string
}

export function environmentCalls({ octokit, owner, repo }: Client): EnvironmentCalls {
  const at = { owner, repo }
  const policiesOf = async (name: string): Promise<readonly Policy[]> =>
    asked(
      `the branches of environment "${name}"`,
      octokit.paginate(octokit.rest.repos.listDeploymentBranchPolicies, { ...at, environment_name: name, per_page: 100 }),
    )
  return {
    environment: async (name) => {
      const found = await askedOrAbsent(`environment "${name}"`, octokit.rest.repos.getEnvironment({ ...at, environment_name: name }))
      if (found === null) return null
      const isNamed = found.data.deployment_branch_policy?.custom_branch_policies === true
      return factsOf(found.data, isNamed ? await policiesOf(name) : [])
    },
    putEnvironment: async ({ name, reviewers, preventSelfReview, waitMinutes, branches }) => {
      const policy = branches === null ? null : { protected_branches: branches.kind === 'protected', custom_branch_policies: branches.kind === 'named' }
      const fields = {
        wait_timer: waitMinutes,
        prevent_self_review: preventSelfReview,
        reviewers: reviewers.map(({ kind, id }) => ({ type: kind === 'team' ? ('Team' as const) : ('User' as const), id })),
        deployment_branch_policy: policy,
      }
      await asked(`environment "${name}"`, octokit.rest.repos.createOrUpdateEnvironment({ ...at, environment_name: name, ...fields }))
      if (branches?.kind === 'named')
        await putPolicies({ octokit, owner, repo, app: null }, { name, wanted: wantedOf(branches), present: await policiesOf(name) })
    },
  }
}

const wantedOf = ({
  names,
  tags,
}: {
  readonly names: readonly string[]
  readonly tags: readonly string[]
}): readonly { readonly name: string; readonly type: 'branch' | 'tag' }[] => [
  ...names.map((name) => ({ name, type: 'branch' as const })),
  ...tags.map((name) => ({ name, type: 'tag' as const })),
]

interface Policies {
  readonly name: string
  readonly wanted: ReturnType<typeof wantedOf>
  readonly present: readonly Policy[]
}

/** Afterwards exactly these branches and tags may use the environment. */
async function putPolicies({ octokit, owner, repo }: Client, { name, wanted, present }: Policies): Promise<void> {
  const at = { owner, repo, environment_name: name }
  const what = `the branches of environment "${name}"`
  const isSame = (one: Policy, other: Policy): boolean => one.name === other.name && (one.type ?? 'branch') === (other.type ?? 'branch')
  for (const policy of present)
    if (policy.id !== undefined && !wanted.some((one) => isSame(one, policy)))
      await asked(what, octokit.rest.repos.deleteDeploymentBranchPolicy({ ...at, branch_policy_id: policy.id }))
  for (const policy of wanted)
    if (!present.some((one) => isSame(one, policy))) await asked(what, octokit.rest.repos.createDeploymentBranchPolicy({ ...at, ...policy }))
}

function factsOf(given: object, policies: readonly Policy[]): EnvironmentFacts {
  const fields = given as Given
  const rules = list(fields['protection_rules'])
  const required = rules.find(({ type }) => type === 'required_reviewers')
  const policy = fields['deployment_branch_policy'] as { readonly protected_branches?: boolean } | null | undefined
  const named = (kind: string): readonly string[] => policies.filter(({ type = 'branch' }) => type === kind).flatMap(({ name }) => name ?? [])
  return {
    name: String(fields['name']),
    reviewers: list(required?.['reviewers']).map(({ type, reviewer }) => ({ kind: type === 'Team' ? 'team' : 'user', id: Number((reviewer as Given)['id']) })),
    preventSelfReview: required?.['prevent_self_review'] === true,
    // What GitHub does not say is taken as it is where nobody has changed it.
    adminsBypass: fields['can_admins_bypass'] !== false,
    waitMinutes: Number(rules.find(({ type }) => type === 'wait_timer')?.['wait_timer'] ?? 0),
    branches:
      policy === null || policy === undefined
        ? null
        : policy.protected_branches === true
          ? { kind: 'protected' }
          : { kind: 'named', names: named('branch'), tags: named('tag') },
  }
}
