import type { Desired, DesiredDfsp, TrustAnchor } from '../model/desired.ts'
import type { DfspTarget } from './target.ts'

/** What a DFSP trusts, ready to install: for the Hub's servers, and for the Hub's calls. */
export const trustBundle: DfspTarget = {
  name: 'trust-bundle',
  side: 'dfsp',
  audit: (desired, dfsp) => [
    ...(desired.hub.serverAnchors.length === 0
      ? [{ dfsp: dfsp.id, problem: 'the Hub has no server certificate with a valid path, so there is nothing to trust it by' }]
      : []),
    ...(dfsp.hubClients.length === 0
      ? [{ dfsp: dfsp.id, problem: 'its CA has issued no client certificate to the Hub yet, so there is nothing to trust callbacks by' }]
      : []),
  ],
  render: (desired, dfsp) => [
    { path: 'hub-server-ca.pem', text: hubServerCa(desired) },
    { path: 'hub-client-ca.pem', text: hubClientCa(dfsp) },
  ],
}

/** Anchors of the Hub's server certificates' paths; empty means that nothing is trusted. */
export function hubServerCa({ hub }: Desired): string {
  return pem(hub.serverAnchors)
}

/** Anchors of the Hub's client certificates for this DFSP: CAs of the DFSP's own, and no other. */
export function hubClientCa({ hubClients }: DesiredDfsp): string {
  return pem([...new Map(hubClients.map(({ anchor }) => [anchor.sha256, anchor])).values()])
}

function pem(anchors: readonly TrustAnchor[]): string {
  return anchors.map((anchor) => anchor.pem).join('')
}
