import type { Dfsp, Environment } from './environment.ts'
import { clientCertificates, leavesInForce } from './holdings.ts'

/** The steps of the exchange (DESIGN §1), in their order. */
export const STEPS = ['T1', 'T2', 'T3', 'C1', 'C2', 'C3', 'C4', 'C5', 'J1', 'J2', 'J3', 'J4', 'E1', 'E2', 'E3', 'E4', 'E5'] as const
export type Step = (typeof STEPS)[number]

export type Doer = 'dfsp' | 'hub'

/** A step that files in the repository prove; `path` is what proves it, or null while nothing does. */
export interface Evidence {
  readonly step: Step
  readonly doer: Doer
  readonly path: string | null
}

/**
 * The steps that are provable from the tree (T2, C1 to C3, J2), of both sides, for one DFSP at the instant: expired
 * and revoked certificates prove nothing. A signed certificate proves that there was a request.
 */
export function evidenceOf(environment: Environment, dfsp: Dfsp, at: Date): readonly Evidence[] {
  const { hub } = environment
  const client = clientCertificates(environment, at).get(dfsp.id)?.[0]?.artefact.path ?? null
  const hubClient = leavesInForce(dfsp.hubClient, at)[0]?.path ?? null
  const anchor = first(dfsp.ca)
  const hubAnchor = first(hub.ca)
  return [
    of('T2', 'dfsp', both(leavesInForce(dfsp.server, at)[0]?.path ?? null, anchor ?? first(dfsp.serverCa))),
    of('T2', 'hub', both(leavesInForce(hub.server, at)[0]?.path ?? null, hubAnchor ?? first(hub.serverCa))),
    of('C1', 'dfsp', first(dfsp.client) ?? client),
    of('C1', 'hub', first(dfsp.hubClientRequests) ?? hubClient),
    of('C2', 'hub', client),
    of('C2', 'dfsp', hubClient),
    of('C3', 'hub', both(client, hubAnchor)),
    of('C3', 'dfsp', both(hubClient, anchor)),
    of('J2', 'dfsp', first(dfsp.jws)),
    of('J2', 'hub', first(hub.jws)),
  ]
}

function of(step: Step, doer: Doer, path: string | null): Evidence {
  return { step, doer, path }
}

function both(path: string | null, other: string | null): string | null {
  return other === null ? null : path
}

function first(artefacts: readonly { readonly path: string; readonly parsed: { readonly ok: boolean } }[]): string | null {
  return artefacts.filter(({ parsed }) => parsed.ok).at(-1)?.path ?? null
}
