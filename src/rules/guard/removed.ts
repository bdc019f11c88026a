import type { Dfsp, Environment } from '../../model/environment.ts'
import { clientCertificates } from '../../model/holdings.ts'
import type { Rule } from '../rule.ts'
import { guardProblems, type Measure, type MeasureContext, rounded } from './measure.ts'

/** Half of a scheme does not leave in one pull request; a script that went wrong does that. */
export const guardRemoved: Rule<'change'> = {
  code: 'guard/removed',
  kind: 'change',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'A change removes at most policy.guards.removedRatio of what gateways admit, once there are minItems of a kind.',
  cites: [],
  *check({ base, head }, context) {
    yield* guardProblems(measureRemoved({ base, head, settings: context.settings, at: context.at }), context)
  },
}

/** One measure: the kind of item of which the greatest share goes. */
export function measureRemoved({ base, head, settings, at }: MeasureContext): readonly Measure[] {
  const { removedRatio, minItems } = settings.policy.guards
  const before = itemsOf(base, at)
  const after = itemsOf(head, at)
  const shares = [...before].map(([what, items]) => ({ what, total: items.size, removed: [...items].filter((item) => !after.get(what)?.has(item)).length }))
  const judged = shares.filter(({ total }) => total >= minItems).sort((a, b) => b.removed / b.total - a.removed / a.total)
  const [worst = { what: 'items', total: 0, removed: 0 }] = judged
  const value = worst.total === 0 ? 0 : rounded(worst.removed / worst.total)
  const message = `removes ${worst.removed} of ${worst.total} ${worst.what} (${Math.round(value * 100)} %); the guard allows ${Math.round(removedRatio * 100)} % in one change.`
  return [
    { code: 'guard/removed', scope: 'environment', value, limit: removedRatio, tripped: value > removedRatio, dfsp: null, path: 'environment.yaml', message },
  ]
}

/** What the Hub's gateways and firewalls admit, by kind: of active DFSPs only. */
function itemsOf(environment: Environment, at: Date): ReadonlyMap<string, ReadonlySet<string>> {
  const active = environment.dfsps.filter(({ profile }) => profile?.value?.status === 'active')
  const certificates = clientCertificates(environment, at)
  const each = (list: (dfsp: Dfsp) => readonly string[]): ReadonlySet<string> =>
    new Set(active.flatMap((dfsp) => list(dfsp).map((item) => `${dfsp.id} ${item}`)))
  return new Map([
    ['active DFSPs', each(({ id }) => [id])],
    ['client certificates', each(({ id }) => (certificates.get(id) ?? []).map(({ facts }) => facts.sha256))],
    ['addresses', each(({ endpoints }) => (endpoints?.value?.egress ?? []).map(({ cidr }) => cidr))],
    ['callbacks', each(({ endpoints }) => (endpoints?.value == null ? [] : ['*', ...Object.keys(endpoints.value.callbacks.resources)]))],
    ['JWS keys', each(({ jws }) => jws.flatMap(({ parsed }) => (parsed.ok ? [parsed.facts.sha256] : [])))],
    ['roles', each(({ profile }) => profile?.value?.roles ?? [])],
  ])
}
