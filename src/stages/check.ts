import { defaultSettings } from '../model/default-settings.ts'
import type { Environment } from '../model/environment.ts'
import type { CheckReport, Finding, Verdict } from '../model/finding.ts'
import type { PastGrowth } from '../model/past-growth.ts'
import { effectiveSettings } from '../model/policy.ts'
import type { PublishedKeys } from '../model/published-keys.ts'
import { formatInstant } from '../model/time.ts'
import { accessOwner } from '../rules/access/owner.ts'
import { type RuleTable, registry } from '../rules/index.ts'
import type { CheckContext, Phase, Rule } from '../rules/rule.ts'
import { classify } from './classify.ts'
import { findingsOf } from './findings.ts'
import { sortFindings } from './sort-findings.ts'
import { relativeVerdict } from './verdict.ts'

const BEFORE_POLICY: ReadonlySet<Phase> = new Set(['syntax', 'schema', 'readable', 'signature'])

export interface CheckOptions {
  readonly at: Date
  readonly base?: Environment
  /** Numeric id of the change's author. */
  readonly actor?: number | null
  readonly mergeGroup?: boolean
  /** Other environments of the scheme. */
  readonly siblings?: readonly Environment[]
  /** Of others only what they publish of their keys. */
  readonly indexes?: readonly PublishedKeys[]
  /** What was merged in the days before `base`. */
  readonly past?: PastGrowth | null
}

/** All findings of the environment, and whether it, or its change since `base`, may pass. */
export function check(environment: Environment, options: CheckOptions): CheckReport {
  const { at, base } = options
  const context = contextOf(environment, options)
  const found = findingsOf(environment, context, rulesFor(environment, base))
  const before = base === undefined ? [] : ofBase(base, context)
  const findings = base === undefined ? found : sortFindings([...againstBase(found, before), ...ownershipUnchecked(context)])
  return {
    version: 1,
    environment: environment.settings?.value?.id ?? null,
    asOf: formatInstant(at),
    base: base?.tree.commit ?? null,
    head: environment.tree.commit,
    verdict: verdictOf(findings, before, context),
    findings,
  }
}

/** Where no policy can be read, only what is the same under every policy is judged; that alone stops all. */
const withoutPolicy = Object.fromEntries(
  Object.entries(registry).map(([kind, rules]) => [kind, rules.filter(({ phase }: Rule) => BEFORE_POLICY.has(phase))]),
) as unknown as RuleTable

function rulesFor(environment: Environment, base: Environment | undefined): RuleTable {
  return (base?.settings?.value ?? environment.settings?.value ?? null) === null ? withoutPolicy : registry
}

/** What rules get; policy is base's where there is a base, so a change cannot loosen what it is judged by. */
export function contextOf(
  environment: Environment,
  { at, base, actor = null, mergeGroup = false, siblings = [], indexes = [], past = null }: CheckOptions,
): CheckContext {
  const settings = effectiveSettings(base?.settings?.value ?? environment.settings?.value ?? defaultSettings)
  const change = base === undefined ? {} : { base, changeClass: classify(base, environment, actor).class }
  return { environment, settings, at, actor, mergeGroup, siblings, indexes, past, ...change }
}

function verdictOf(
  findings: readonly Finding[],
  before: readonly Finding[],
  { environment: head, base, actor, mergeGroup, changeClass }: CheckContext,
): Verdict {
  if (base && changeClass) return relativeVerdict(findings, { base, head, class: changeClass, ownershipChecked: actor !== null, mergeGroup, before })
  return findings.some(({ severity }) => severity === 'error') ? 'fail' : 'pass'
}

/** The findings, `new` only where base has not the same one for the same bytes at the same instant. */
function againstBase(findings: readonly Finding[], before: readonly Finding[]): Finding[] {
  const known = new Set(before.map(identity))
  return findings.map((finding) => (known.has(identity(finding)) ? { ...finding, new: false } : finding))
}

/** What base itself has, at the same instant. */
const ofBase = (base: Environment, { settings, at, mergeGroup, siblings, indexes = [] }: CheckContext): readonly Finding[] =>
  findingsOf(base, { environment: base, settings, at, actor: null, mergeGroup, siblings, indexes })

const identity = ({ code, severity, path, line, column, sha256, message }: Finding): string =>
  JSON.stringify([code, severity, path, line, column, sha256, message])

function ownershipUnchecked({ actor, mergeGroup }: CheckContext): readonly Finding[] {
  if (actor !== null || mergeGroup) return []
  const message = 'ownership is not checked: the author of the change is not known'
  return [
    {
      code: accessOwner.code,
      severity: 'warning',
      dfsp: null,
      path: '.',
      line: null,
      column: null,
      message,
      hint: 'muhuri check --actor <numeric id>',
      cites: accessOwner.cites,
      new: true,
      sha256: null,
    },
  ]
}
