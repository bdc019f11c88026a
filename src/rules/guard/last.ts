import type { Dfsp } from '../../model/environment.ts'
import { clientCertificates, type Holding, leavesInForce } from '../../model/holdings.ts'
import type { Rule } from '../rule.ts'
import { guardProblems, type Measure, type MeasureContext } from './measure.ts'

/** An active DFSP does not lose the last of anything by accident: that stops its payments. */
export const guardLast: Rule<'change'> = {
  code: 'guard/last',
  kind: 'change',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'A DFSP that stays active keeps a certificate, a JWS key, a CIDR and a CA; an active DFSP does not disappear.',
  cites: [],
  *check({ base, head }, context) {
    yield* guardProblems(measureLast({ base, head, settings: context.settings, at: context.at }), context)
  },
}

/** One measure for each active DFSP of base that loses the last of something: `value` counts the kinds. */
export function measureLast({ base, head, at }: MeasureContext): readonly Measure[] {
  const after = new Map(head.dfsps.map((dfsp) => [dfsp.id, dfsp]))
  const [certificatesBefore, certificatesAfter] = [clientCertificates(base, at), clientCertificates(head, at)]
  const active = base.dfsps.filter(({ profile }) => profile?.value?.status === 'active')
  return active.flatMap((dfsp) => {
    const now = after.get(dfsp.id)
    const status = now?.profile?.value?.status
    if (now === undefined || status === undefined) return [measure(dfsp, 1, `removes ${dfsp.id}, which is active; suspend it, or let it leave.`)]
    if (status !== 'active') return []
    const had = kinds(dfsp, certificatesBefore, at)
    const has = kinds(now, certificatesAfter, at)
    const lost = Object.keys(had).filter((kind) => (had[kind] ?? 0) > 0 && (has[kind] ?? 0) === 0)
    return lost.length === 0 ? [] : [measure(dfsp, lost.length, `takes the last ${lost.join(' and the last ')} of ${dfsp.id}, which is active.`)]
  })
}

function measure({ id, profile }: Dfsp, value: number, message: string): Measure {
  return { code: 'guard/last', scope: id, value, limit: 0, tripped: true, dfsp: id, path: profile?.path ?? `dfsps/${id}/dfsp.yaml`, message }
}

function kinds(dfsp: Dfsp, certificates: ReadonlyMap<string, readonly Holding[]>, at: Date): Readonly<Record<string, number>> {
  return {
    'client certificate': certificates.get(dfsp.id)?.length ?? 0,
    'server certificate': leavesInForce(dfsp.server, at).length,
    'client certificate of the Hub': leavesInForce(dfsp.hubClient, at).length,
    'JWS key': dfsp.jws.filter(({ parsed }) => parsed.ok).length,
    CIDR: dfsp.endpoints?.value?.egress.length ?? 0,
    CA: [...dfsp.ca, ...dfsp.serverCa].filter(({ parsed }) => parsed.ok).length,
  }
}
