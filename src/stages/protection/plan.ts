import { MuhuriError } from '../../model/errors.ts'
import type { EnvironmentFacts, Label, RulesetFacts } from '../../ports/host-settings.ts'
import { codeOwnerWeaknesses } from '../doctor/code-owners.ts'
import type { ProtectionDemand } from '../doctor/demand.ts'
import { isMainOnly, mayReview } from '../doctor/environments.ts'
import type { ENVIRONMENTS, ProtectionFacts, Seen } from '../doctor/facts.ts'
import { isAlready, mergedRuleset } from './merge-ruleset.ts'
import type { Step } from './steps.ts'
import { codeOwnersText, type ProtectingApps, WANTED_ACTIONS, WANTED_LABELS, type WantedEnvironment, wantedEnvironments, wantedRulesets } from './wanted.ts'

/** What is there, besides what `doctor` reads. */
export interface SetupFacts extends ProtectionFacts {
  readonly labels: readonly Label[]
  /** A pull request with CODEOWNERS is open already. */
  readonly isProposed: boolean
}

/** What has to change so that `doctor` finds nothing; what is stricter stays. Empty: nothing has to. `refused` where it cannot be read. */
export function planProtection(facts: SetupFacts, demand: ProtectionDemand, apps: ProtectingApps): readonly Step[] {
  const present = need(facts.rulesets)
  const rulesets = wantedRulesets(demand, apps).flatMap((wanted) => {
    const own = present.find(({ name, source }) => name === wanted.name && source === 'repository')
    const ruleset = mergedRuleset(wanted, own)
    if (isAlready(ruleset, own)) return []
    return [{ kind: 'ruleset', ruleset, sentence: rulesetSentence(wanted.branches, own, wanted.name) } as const]
  })
  const environments = wantedEnvironments(facts, demand).flatMap((wanted) => environmentSteps(wanted, facts, demand))
  return [...codeOwnerSteps(facts, demand), ...environments, ...actionsSteps(facts), ...labelSteps(facts), ...rulesets, ...byHand(facts, demand)]
}

function need<T>(fact: Seen<T>): T {
  if (fact.kind === 'seen') return fact.value
  throw new MuhuriError('refused', `it cannot be seen how the repository is protected: ${fact.why}`, { hint: 'use the token of an administrator' })
}

function rulesetSentence(branches: readonly string[], present: RulesetFacts | undefined, name: string): string {
  return `${present === undefined ? 'Make' : 'Tighten'} ruleset "${name}" for ${branches.join(' and ')}.`
}

function environmentSteps(wanted: WantedEnvironment, facts: ProtectionFacts, demand: ProtectionDemand): readonly Step[] {
  const present = need(facts.environments[wanted.name as (typeof ENVIRONMENTS)[number]])
  if (present === null) return [{ kind: 'environment', environment: wanted, sentence: `Make environment "${wanted.name}"${detail(wanted)}.` }]
  const environment = mergedEnvironment(wanted, present, { facts, demand })
  const { adminsBypass: _, ...now } = present
  if (JSON.stringify(now) === JSON.stringify(environment)) return []
  return [{ kind: 'environment', environment, sentence: `Tighten environment "${wanted.name}"${detail(environment)}.` }]
}

const detail = ({ reviewers }: WantedEnvironment): string => {
  const count = reviewers.length
  return `: main alone may use it${count === 0 ? '' : `, when one of ${count} ${count === 1 ? 'reviewer' : 'reviewers'} agrees who did not start the run`}`
}

interface Surroundings {
  readonly facts: ProtectionFacts
  readonly demand: ProtectionDemand
}

/** Reviewers whom policy allows stay as they are; with none of them, the wanted ones come. */
function mergedEnvironment(wanted: WantedEnvironment, present: EnvironmentFacts, { facts, demand }: Surroundings): WantedEnvironment {
  const kept = wanted.reviewers.length === 0 ? present.reviewers : present.reviewers.filter((one) => mayReview(one, facts, demand))
  return {
    name: present.name,
    reviewers: kept.length > 0 ? kept : wanted.reviewers,
    preventSelfReview: wanted.preventSelfReview || present.preventSelfReview,
    waitMinutes: Math.max(wanted.waitMinutes, present.waitMinutes),
    branches: isMainOnly(present) ? present.branches : wanted.branches,
  }
}

function actionsSteps(facts: ProtectionFacts): readonly Step[] {
  const { defaultToken, mayApprove, approval } = need(facts.actions)
  const { private: isPrivate } = need(facts.repository)
  const asksForks = isPrivate || approval === WANTED_ACTIONS.approval
  if (defaultToken === 'read' && !mayApprove && asksForks) return []
  const { approval: wanted, ...rest } = WANTED_ACTIONS
  return [
    {
      kind: 'actions',
      actions: isPrivate ? rest : { ...rest, approval: wanted },
      sentence: `Let workflows read only, and approve nothing${isPrivate ? '' : '; those of all outside contributors wait for somebody to agree'}.`,
    },
  ]
}

function labelSteps({ labels }: SetupFacts): readonly Step[] {
  const names = new Set(labels.map(({ name }) => name.toLowerCase()))
  return WANTED_LABELS.filter(({ name }) => !names.has(name)).map((label) => ({ kind: 'label', label, sentence: `Make label "${label.name}".` }))
}

function codeOwnerSteps(facts: SetupFacts, demand: ProtectionDemand): readonly Step[] {
  const { owner } = need(facts.repository)
  if (codeOwnerWeaknesses(facts, demand).length === 0) return []
  if (facts.isProposed) return [{ kind: 'by-hand', sentence: 'Merge the open pull request that brings .github/CODEOWNERS.' }]
  return [{ kind: 'code-owners', text: codeOwnersText(owner.login, demand), sentence: 'Open a pull request that brings .github/CODEOWNERS; merge it.' }]
}

/** What no API sets. */
function byHand(facts: ProtectionFacts, { asksReviewers }: ProtectionDemand): readonly Step[] {
  const sign = need(facts.environments.sign)
  if (!asksReviewers || sign?.adminsBypass === false) return []
  return [
    {
      kind: 'by-hand',
      sentence: 'By hand: Settings → Environments → sign: untick "Allow administrators to bypass configured protection rules"; no API sets it.',
    },
  ]
}
