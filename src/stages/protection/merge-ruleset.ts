import type { Given, RulesetFacts } from '../../ports/host-settings.ts'
import type { WantedRuleset } from './wanted.ts'

interface Rule {
  readonly type: string
  readonly parameters?: Given
}

/** A ruleset as GitHub takes it. */
export interface PutRuleset extends Given {
  readonly name: string
}

const records = (value: unknown): readonly Given[] => (Array.isArray(value) ? (value as readonly Given[]) : [])
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : [])

/** What is there and what is wanted in one: no rule, branch or check goes, no number sinks; who bypasses is exactly what is wanted. */
export function mergedRuleset(wanted: WantedRuleset, present: RulesetFacts | undefined): PutRuleset {
  const includes = texts((present?.conditions['ref_name'] as Given | undefined)?.['include'])
  const include = [...new Set([...includes, ...wanted.branches.map((branch) => `refs/heads/${branch}`)])]
  return {
    name: wanted.name,
    target: 'branch',
    enforcement: 'active',
    conditions: { ref_name: { include, exclude: [] } },
    rules: mergedRules(wanted.rules, present?.rules ?? []),
    bypass_actors: wanted.apps.map((id) => ({ actor_id: id, actor_type: 'Integration', bypass_mode: 'always' })),
  }
}

function mergedRules(wanted: readonly Rule[], present: readonly Rule[]): readonly Rule[] {
  const others = present.filter(({ type }) => !wanted.some((one) => one.type === type)).map(bare)
  return [
    ...wanted.map((rule) =>
      merged(
        rule,
        present.find(({ type }) => type === rule.type),
      ),
    ),
    ...others,
  ]
}

/** A rule without parameters has none to send. */
const bare = ({ type, parameters = {} }: Rule): Rule => (Object.keys(parameters).length === 0 ? { type } : { type, parameters })

function merged({ type, parameters = {} }: Rule, present: Rule | undefined): Rule {
  const own = present?.parameters ?? {}
  const both = Object.entries(parameters).map(([key, value]) => [key, stricter(key, value, own[key])])
  return bare({ type, parameters: { ...own, ...Object.fromEntries(both) } })
}

/** Of two values of one parameter the one that lets less through. */
function stricter(key: string, wanted: unknown, present: unknown): unknown {
  if (typeof wanted === 'boolean') return wanted || present === true
  if (typeof wanted === 'number') return Math.max(wanted, typeof present === 'number' ? present : 0)
  if (key !== 'required_status_checks') return wanted
  const ours = new Set(records(wanted).map(({ context }) => context))
  return [...records(wanted), ...records(present).filter(({ context }) => !ours.has(context))]
}

/** Whether a ruleset is already what would be put, in whatever order GitHub lists it. */
export function isAlready(put: PutRuleset, present: RulesetFacts | undefined): boolean {
  if (present === undefined) return false
  const { name, enforcement, target, conditions, rules, bypass } = present
  const actors = bypass?.map(({ kind, id, mode }) => ({ actor_id: id, actor_type: kind, bypass_mode: mode }))
  return canonical(put) === canonical({ name, enforcement, target, conditions, rules: rules.map(bare), bypass_actors: actors ?? null })
}

/** One text for equal values: names in order, lists as sets. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${entries.map(([key, inner]) => `${key}:${canonical(inner)}`).join(',')}}`
}
