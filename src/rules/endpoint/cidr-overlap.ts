import type { Tree } from '../../model/tree.ts'
import type { Rule } from '../rule.ts'
import { type Claim, claimsOf, contested } from './claims.ts'

/** An address says who is calling, so it belongs to one party; the newcomer is blamed: whom base does not know, else whose claim came later, else the later path. */
export const endpointCidrOverlap: Rule<'environment'> = {
  code: 'endpoint/cidr-overlap',
  kind: 'environment',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'No address is registered by two parties, but where both declare sharedWith.',
  cites: [],
  *check(environment, { settings, base }) {
    const known = new Set(base == null ? [] : claimsOf(base, settings).map(keyOf))
    const blamed = new Set<string>()
    for (const pair of contested(claimsOf(environment, settings))) {
      const [loser, other] = blame(pair, known, environment.tree.since)
      if (blamed.has(keyOf(loser))) continue
      blamed.add(keyOf(loser))
      const { path, dfsp, position } = loser
      yield {
        path,
        dfsp,
        position,
        message: `"${loser.text}" overlaps "${other.text}" of ${other.dfsp ?? 'the Hub'} (${other.path}).`,
        ...hintFor(loser, other),
      }
    }
  },
}

/** The one at fault first. */
function blame([a, b]: readonly [Claim, Claim], known: ReadonlySet<string>, since: Tree['since']): readonly [Claim, Claim] {
  const [oldA, oldB] = [known.has(keyOf(a)), known.has(keyOf(b))]
  if (oldA !== oldB) return oldA ? [b, a] : [a, b]
  if (a.use === 'hub' || b.use === 'hub') return a.use === 'hub' ? [b, a] : [a, b]
  const [lateA, lateB] = [a, b].map(({ path, text }) => since?.(path, text) ?? 0)
  if (lateA !== lateB) return (lateA ?? 0) < (lateB ?? 0) ? [b, a] : [a, b]
  return a.path < b.path ? [b, a] : [a, b]
}

function keyOf({ path, use, text }: Claim): string {
  return `${path}\n${use}\n${text}`
}

function hintFor(loser: Claim, other: Claim): { readonly hint?: string } {
  if (loser.dfsp === null || other.dfsp === null) return {}
  return { hint: `where both are behind one NAT: sharedWith: [${other.dfsp}] here and sharedWith: [${loser.dfsp}] in ${other.path}` }
}
