import type { Given, HostSettings, RulesetFacts } from '../../ports/host-settings.ts'
import type { Client } from './client.ts'
import { asked, askedOrAbsent } from './refusal.ts'

type RulesetCalls = Pick<HostSettings, 'branchRules' | 'rulesets' | 'branchProtection' | 'putRuleset'>

const SOURCES: Readonly<Record<string, RulesetFacts['source']>> = { Repository: 'repository', Organization: 'organisation', Enterprise: 'enterprise' }
const list = (value: unknown): readonly Given[] => (Array.isArray(value) ? (value as readonly Given[]) : [])
const record = (value: unknown): Given => (value !== null && typeof value === 'object' ? (value as Given) : {})

export function rulesetCalls({ octokit, owner, repo }: Client): RulesetCalls {
  const at = { owner, repo }
  const summaries = (): Promise<readonly { readonly id: number; readonly name: string; readonly source_type?: string | undefined }[]> =>
    asked('rulesets', octokit.paginate(octokit.rest.repos.getRepoRulesets, { ...at, includes_parents: true, per_page: 100 }))
  return {
    branchRules: async (branch) => {
      const rules = await asked(`the rules of branch "${branch}"`, octokit.paginate(octokit.rest.repos.getBranchRules, { ...at, branch, per_page: 100 }))
      return rules.map((rule) => ({ type: rule.type, parameters: record('parameters' in rule ? rule.parameters : {}), ruleset: rule.ruleset_id ?? 0 }))
    },
    rulesets: async () => {
      const found: RulesetFacts[] = []
      for (const { id } of await summaries())
        found.push(factsOf((await asked(`ruleset ${id}`, octokit.rest.repos.getRepoRuleset({ ...at, ruleset_id: id, includes_parents: true }))).data))
      return found
    },
    branchProtection: async (branch) => {
      const found = await askedOrAbsent(`the protection of branch "${branch}"`, octokit.rest.repos.getBranchProtection({ ...at, branch }))
      return found === null ? null : { ...found.data }
    },
    putRuleset: async (ruleset) => {
      const old = (await summaries()).find(({ name, source_type: source }) => name === ruleset.name && source === 'Repository')
      const what = `ruleset "${ruleset.name}"`
      const enforcement = 'active' as const
      if (old === undefined) await asked(what, octokit.rest.repos.createRepoRuleset({ ...at, enforcement, ...ruleset }))
      else await asked(what, octokit.rest.repos.updateRepoRuleset({ ...at, ruleset_id: old.id, ...ruleset }))
    },
  }
}

function factsOf(given: object): RulesetFacts {
  const fields = given as Given
  const bypass = fields['bypass_actors']
  return {
    id: Number(fields['id']),
    name: String(fields['name']),
    source: SOURCES[String(fields['source_type'])] ?? 'repository',
    enforcement: String(fields['enforcement']),
    target: String(fields['target'] ?? 'branch'),
    conditions: record(fields['conditions']),
    rules: list(fields['rules']).map((rule) => ({ type: String(rule['type']), parameters: record(rule['parameters']) })),
    bypass: Array.isArray(bypass) ? list(bypass).map(actorOf) : null,
  }
}

const actorOf = (actor: Given): { kind: string; id: number | null; mode: string } => ({
  kind: String(actor['actor_type']),
  id: typeof actor['actor_id'] === 'number' ? actor['actor_id'] : null,
  mode: String(actor['bypass_mode'] ?? 'always'),
})
