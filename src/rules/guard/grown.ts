import type { Dfsp } from '../../model/environment.ts'
import { parseCidr } from '../../net/cidr.ts'
import { addressCount } from '../../net/cidr-algebra.ts'
import type { Rule } from '../rule.ts'
import { guardProblems, type Measure, type MeasureContext, rounded } from './measure.ts'

/** Address space that grows by leaps is a mistake in a prefix length, or somebody's way in. */
export const guardGrown: Rule<'change'> = {
  code: 'guard/grown',
  kind: 'change',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'The address space of a DFSP grows at most policy.guards.grownRatio times in one change, when more than minItems addresses come.',
  cites: [],
  *check({ base, head }, context) {
    yield* guardProblems(measureGrown({ base, head, settings: context.settings, at: context.at }), context)
  },
}

/** One measure for each DFSP whose egress grows: the greater ratio of IPv4 and IPv6. A first address has nothing to grow from. */
export function measureGrown({ base, head, settings }: MeasureContext): readonly Measure[] {
  const before = new Map(base.dfsps.map((dfsp) => [dfsp.id, dfsp]))
  return head.dfsps.flatMap((dfsp) => {
    const old = before.get(dfsp.id)
    if (old === undefined || old.endpoints?.sha256 === dfsp.endpoints?.sha256) return []
    const growths = ([4, 6] as const).flatMap((family) => growth(counted(old, family), counted(dfsp, family)))
    const [worst] = growths.sort((a, b) => b.ratio - a.ratio)
    if (worst === undefined) return []
    const { grownRatio: limit, minItems } = settings.policy.guards
    const message = `${dfsp.id} goes from ${worst.from} to ${worst.to} addresses, ${worst.ratio} times as many; the guard allows ${limit} times.`
    const tripped = worst.ratio > limit && worst.to - worst.from > BigInt(minItems)
    return [
      {
        code: 'guard/grown',
        scope: dfsp.id,
        value: worst.ratio,
        limit,
        tripped,
        dfsp: dfsp.id,
        path: dfsp.endpoints?.path ?? `dfsps/${dfsp.id}/endpoints.yaml`,
        message,
      },
    ]
  })
}

function counted({ endpoints }: Dfsp, family: 4 | 6): bigint {
  return addressCount(
    (endpoints?.value?.egress ?? []).flatMap(({ cidr }) => parseCidr(cidr) ?? []),
    family,
  )
}

function growth(from: bigint, to: bigint): readonly { readonly from: bigint; readonly to: bigint; readonly ratio: number }[] {
  return from === 0n || to <= from ? [] : [{ from, to, ratio: rounded(Number(to) / Number(from)) }]
}
