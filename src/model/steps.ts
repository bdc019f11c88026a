import type { Dfsp, Environment } from './environment.ts'
import { clientCertificates, leavesInForce } from './holdings.ts'

/** The steps of the exchange (DESIGN §1), in their order. */
export const STEPS = ['T1', 'T2', 'T3', 'C1', 'C2', 'C3', 'C4', 'C5', 'J1', 'J2', 'J3', 'J4', 'E1', 'E2', 'E3', 'E4', 'E5'] as const
export type Step = (typeof STEPS)[number]

export type Doer = 'dfsp' | 'hub'

/** A step that files in the repository prove. */
export interface Evidence {
  readonly step: Step
  readonly doer: Doer
  /** What proves it best, or null while nothing does. */
  readonly path: string | null
  /** Everything that proves it, best first. */
  readonly candidates: readonly string[]
}

/**
 * The steps that are provable from the tree (T2, C1 to C3, J2), of both sides, for one DFSP at the instant: expired
 * and revoked certificates prove nothing. A signed certificate proves that there was a request.
 */
export function evidenceOf(environment: Environment, dfsp: Dfsp, at: Date): readonly Evidence[] {
  const { hub } = environment
  const client = (clientCertificates(environment, at).get(dfsp.id) ?? []).map(({ artefact }) => artefact.path)
  const hubClient = leavesInForce(dfsp.hubClient, at).map(({ path }) => path)
  const hasCa = readable(dfsp.ca).length > 0
  const hubHasCa = readable(hub.ca).length > 0
  return [
    of('T2', 'dfsp', hasCa || readable(dfsp.serverCa).length > 0 ? leavesInForce(dfsp.server, at).map(({ path }) => path) : []),
    of('T2', 'hub', hubHasCa || readable(hub.serverCa).length > 0 ? leavesInForce(hub.server, at).map(({ path }) => path) : []),
    of('C1', 'dfsp', [...readable(dfsp.client), ...client]),
    of('C1', 'hub', [...readable(dfsp.hubClientRequests), ...hubClient]),
    of('C2', 'hub', client),
    of('C2', 'dfsp', hubClient),
    of('C3', 'hub', hubHasCa ? client : []),
    of('C3', 'dfsp', hasCa ? hubClient : []),
    of('J2', 'dfsp', readable(dfsp.jws)),
    of('J2', 'hub', readable(hub.jws)),
  ]
}

function of(step: Step, doer: Doer, candidates: readonly string[]): Evidence {
  return { step, doer, path: candidates[0] ?? null, candidates }
}

/** The latest by name first. */
function readable(artefacts: readonly { readonly path: string; readonly parsed: { readonly ok: boolean } }[]): readonly string[] {
  return artefacts
    .filter(({ parsed }) => parsed.ok)
    .map(({ path }) => path)
    .reverse()
}
