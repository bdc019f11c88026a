import type { Weakness } from '../../model/doctor-report.ts'
import type { BranchRule, RulesetFacts } from '../../ports/host-settings.ts'
import type { ProtectionDemand } from './demand.ts'
import { type Branch, MACHINE_BRANCHES, type ProtectionFacts } from './facts.ts'
import { ACTIONS_APP, mainWeaknesses } from './main-rules.ts'
import { judged, unseen } from './unseen.ts'

const SETUP = 'muhuri setup github'
const NEEDED = { what: 'branches are protected', permission: 'administration: read' }
const BYPASS = { what: 'rules are bypassed, and by whom', permission: 'administration: read' }

/** Weaknesses of the rules in force for main and for the branches that the machine writes. */
export function rulesetWeaknesses({ rules, rulesets }: ProtectionFacts, demand: ProtectionDemand): readonly Weakness[] {
  return judged(rulesets, NEEDED, (all) => {
    const byId = new Map(all.map((one) => [one.id, one]))
    const main = judged(rules.main, NEEDED, (own) => [...mainWeaknesses(own, demand), ...bypassWeaknesses(own, byId, demand)])
    return [...main, ...MACHINE_BRANCHES.flatMap((branch) => judged(rules[branch], NEEDED, (own) => machineWeaknesses({ branch, rules: own }, byId, demand)))]
  })
}

type Rulesets = ReadonlyMap<number, RulesetFacts>

const isStrict = (ruleset: RulesetFacts | undefined): boolean => ruleset?.bypass?.length === 0

/** Who bypasses a ruleset matters only where those that nobody bypasses do not demand enough alone. */
function bypassWeaknesses(rules: readonly BranchRule[], rulesets: Rulesets, demand: ProtectionDemand): readonly Weakness[] {
  const firm = rules.filter(({ ruleset }) => isStrict(rulesets.get(ruleset)))
  if (mainWeaknesses(firm, demand).length === 0) return []
  return [...new Set(rules.map(({ ruleset }) => ruleset))].flatMap((id) => bypassOf(id, rulesets.get(id)))
}

function bypassOf(id: number, ruleset: RulesetFacts | undefined): readonly Weakness[] {
  const bypass = ruleset?.bypass ?? null
  if (bypass === null) return [unseen(BYPASS, `the bypass list of ruleset "${ruleset?.name ?? id}" is shown only to administrators`)]
  return bypass.map(({ kind, id: who }) => ({
    code: 'main/bypass',
    what: `Ruleset "${ruleset?.name ?? id}" is bypassed by ${kind}${who === null ? '' : ` ${who}`}; expected nobody.`,
    why: 'They change main without request, check or approval.',
    mend: SETUP,
  }))
}

interface MachineBranch {
  readonly branch: Exclude<Branch, 'main'>
  readonly rules: readonly BranchRule[]
}

function machineWeaknesses({ branch, rules }: MachineBranch, rulesets: Rulesets, demand: ProtectionDemand): readonly Weakness[] {
  const of = (type: string): readonly (RulesetFacts | undefined)[] => rules.filter((rule) => rule.type === type).map(({ ruleset }) => rulesets.get(ruleset))
  const isOurs = (ruleset: RulesetFacts | undefined): boolean => onlyOurApp(ruleset, demand)
  const isHidden = rules.some(({ ruleset }) => (rulesets.get(ruleset)?.bypass ?? null) === null)
  const found: Weakness[] = isHidden ? [unseen(BYPASS, `the bypass list of a ruleset of branch ${branch} is shown only to administrators`)] : []
  if (!of('update').some(isOurs) || !of('creation').some(isOurs))
    found.push({
      code: `${branch}/writable`,
      what: `Branch ${branch} is not written by ${demand.apps.publisher === null ? 'one App' : `App ${demand.apps.publisher}`} alone; expected a ruleset that forbids everybody else to create and update it.`,
      why: `Whoever may write puts ${branch === 'issued' ? 'certificates and CRLs of their own' : 'files of their own in front of every gateway'} there.`,
      mend: `${SETUP} --publisher-app-id ${demand.apps.publisher ?? '<number of the App that writes it>'}`,
    })
  if (!of('non_fast_forward').some(isStrict))
    found.push({
      code: `${branch}/force-push`,
      what: `Branch ${branch} can be force-pushed; expected that nobody can, its App neither.`,
      why: branch === 'issued' ? 'What was issued can be made unseen.' : 'An older state can be put back.',
      mend: SETUP,
    })
  if (!of('deletion').some(isStrict))
    found.push({
      code: `${branch}/deletion`,
      what: `Branch ${branch} can be deleted; expected that nobody can, its App neither.`,
      why: 'It can be made anew with another history.',
      mend: SETUP,
    })
  return found
}

/** Exactly one App bypasses it: the publisher, where it is known; never GitHub's own, which every workflow is. */
function onlyOurApp(ruleset: RulesetFacts | undefined, { apps }: ProtectionDemand): boolean {
  const [one, ...more] = ruleset?.bypass ?? []
  return one?.kind === 'Integration' && more.length === 0 && one.id !== ACTIONS_APP && (apps.publisher === null || one.id === apps.publisher)
}
