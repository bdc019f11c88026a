import { callbackTargets } from '../../model/callback-targets.ts'
import { decide, decideCallback, decideConnection, type TokenClaims } from '../../model/decision.ts'
import type { Desired, DesiredDfsp, Endpoint } from '../../model/desired.ts'
import type { Verdict } from './rehearsal.ts'
import { allHeaders, type Draft } from './request.ts'
import type { Seen } from './response.ts'
import type { Place } from './stations.ts'

/** What `decide` says of exactly this request. */
export function decidedRequest(desired: Desired, draft: Draft, at: Date): Verdict {
  const request = {
    sourceIp: draft.from.address,
    certificate: draft.identity === null ? null : derOf(draft.identity.cert),
    token: draft.token === null ? null : (draft.token.claims as unknown as TokenClaims),
    method: draft.method,
    target: draft.target,
    headers: allHeaders(draft, desired.hub.ingress.host),
  }
  return verdictOf(decide(desired, request, at))
}

/** What `decideConnection` says of a connection to the Hub's ingress from there. */
export function decidedConnection(desired: Desired, from: Place, at: Date): Verdict {
  return verdictOf(decideConnection(desired, { direction: 'in', address: from.address, port: desired.hub.ingress.port }, at))
}

/** Whether the Hub can take this route: the gateway has one, and the firewall lets it out to where the DFSP listens. */
export function decidedRoute(
  desired: Desired,
  { dfsp, endpoint, places }: { readonly dfsp: DesiredDfsp; readonly endpoint: Endpoint; readonly places: readonly Place[] },
  at: Date,
): Verdict {
  const routed = callbackTargets(dfsp).some((target) => target.endpoint.host === endpoint.host && target.endpoint.port === endpoint.port)
  const open = places.some(({ address }) => decideConnection(desired, { direction: 'out', address, port: endpoint.port }, at).allow)
  return routed && open ? 'allow' : 'deny'
}

/** Why the DFSP must refuse a call that arrived, by `decideCallback`; null where it is the Hub's to it. */
export function refusedCallback(desired: Desired, dfsp: DesiredDfsp, { seen, at }: { readonly seen: Seen; readonly at: Date }): string | null {
  const destination = seen.headers.find(([name]) => name.toLowerCase() === 'fspiop-destination')?.[1] ?? null
  const certificate = seen.certificate === null ? null : new Uint8Array(Buffer.from(seen.certificate, 'base64'))
  const decision = decideCallback(desired, { dfsp: dfsp.id, sourceIp: seen.from.replace(/^::ffff:/, ''), certificate, destination }, at)
  return decision.allow ? null : decision.because
}

function verdictOf({ allow }: { readonly allow: boolean }): Verdict {
  return allow ? 'allow' : 'deny'
}

function derOf(pem: string): Uint8Array {
  const body = pem.slice(0, pem.indexOf('-----END')).replace(/-----BEGIN [^-]+-----/, '')
  return new Uint8Array(Buffer.from(body, 'base64'))
}
