import type { Dfsp } from '../../model/environment.ts'
import type { FamilyGrowth } from '../../model/past-growth.ts'
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
  summary:
    'The address space of a DFSP grows at most policy.guards.grownRatio times in a change and all that was merged in 30 days before, when more than minItems addresses come.',
  cites: [],
  *check({ base, head }, context) {
    yield* guardProblems(measureGrown({ base, head, settings: context.settings, at: context.at, past: context.past ?? null }), context)
  },
}

/**
 * One measure for each DFSP whose egress grows: the greater ratio of IPv4 and IPv6. A first address has nothing to grow from. Where
 * history was looked at, what came in its days is added, so that many small steps are no way round.
 */
export function measureGrown({ base, head, settings, past }: MeasureContext): readonly Measure[] {
  const before = new Map(base.dfsps.map((dfsp) => [dfsp.id, dfsp]))
  return head.dfsps.flatMap((dfsp) => {
    const old = before.get(dfsp.id)
    if (old === undefined || old.endpoints?.sha256 === dfsp.endpoints?.sha256) return []
    const growths = ([4, 6] as const).flatMap((family) => growth(counted(old, family), counted(dfsp, family), past?.dfsps.get(dfsp.id)?.[family]))
    const [worst] = growths.sort((a, b) => b.ratio - a.ratio)
    if (worst === undefined) return []
    const { grownRatio: limit, minItems } = settings.policy.guards
    const time = past == null ? '' : ` in ${past.days} days`
    const message = `${dfsp.id} goes from ${worst.from} to ${worst.to} addresses${time}, ${worst.ratio} times as many; the guard allows ${limit} times.`
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

interface Growth {
  readonly from: bigint
  /** With what came before, whether or not it is still there. */
  readonly to: bigint
  readonly ratio: number
}

function growth(old: bigint, now: bigint, past: FamilyGrowth | undefined): readonly Growth[] {
  const before = old > 0n ? old : (past?.last ?? 0n)
  if (before === 0n || now <= before) return []
  const from = past !== undefined && past.start > 0n ? past.start : before
  const to = from + (past?.gained ?? 0n) + now - before
  return [{ from, to, ratio: rounded(Number(to) / Number(from)) }]
}
