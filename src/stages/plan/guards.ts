import type { Guard } from '../../model/plan.ts'
import { measureGrown } from '../../rules/guard/grown.ts'
import { measureLast } from '../../rules/guard/last.ts'
import type { Measure, MeasureContext } from '../../rules/guard/measure.ts'
import { measureRemoved } from '../../rules/guard/removed.ts'
import { measureTrustAnchors } from '../../rules/guard/trust-anchor.ts'

const MEASURES: readonly ((context: MeasureContext) => readonly Measure[])[] = [measureRemoved, measureLast, measureGrown, measureTrustAnchors]

/** Every guard that the change comes near to, tripped or not, by code and scope. */
export function guardsOf(context: MeasureContext): readonly Guard[] {
  const guards = MEASURES.flatMap((measure) => measure(context)).map(({ code, scope, value, limit, tripped }) => ({ code, scope, value, limit, tripped }))
  return guards.sort((a, b) => (`${a.code} ${a.scope}` < `${b.code} ${b.scope}` ? -1 : 1))
}
