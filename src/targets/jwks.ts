import type { JwsKey } from '../model/desired.ts'
import { type Peer, peers } from '../model/peers.ts'
import type { RenderedFile } from '../model/rendered.ts'
import type { HubTarget } from './target.ts'

/** Published JWS keys as JWK sets (RFC 7517): everyone's in `jwks.json`, each one's own in `<FspId>.json`. */
export const jwks: HubTarget = {
  name: 'jwks',
  side: 'hub',
  audit: (desired) =>
    desired.dfsps
      .filter(({ served, jws }) => served && jws.length === 0)
      .map(({ id }) => ({ dfsp: id, problem: 'it has no JWS key in force, so its messages cannot be verified' })),
  render: (desired) => files(peers(desired)),
}

function files(all: readonly Peer[]): readonly RenderedFile[] {
  const own = all.map((peer) => ({ path: `${fileName(peer.fspId)}.json`, text: json({ keys: entries(peer) }) }))
  return [{ path: 'jwks.json', text: json({ keys: all.flatMap((peer) => entries(peer).map((key) => ({ ...key, fspId: peer.fspId }))) }) }, ...own]
}

/** An FspId that is called like the set of all would hide it. */
function fileName(fspId: string): string {
  return fspId.toLowerCase() === 'jwks' ? `fsp-${fspId}` : fspId
}

function entries({ keys }: Peer): readonly Record<string, string>[] {
  return [...keys].sort((a, b) => (a.kid < b.kid ? -1 : 1)).map(entry)
}

function entry({ kid, alg, jwk, activeFrom, retireAfter }: JwsKey): Record<string, string> {
  return { ...jwk, alg, kid, use: 'sig', ...(activeFrom === null ? {} : { activeFrom }), ...(retireAfter === null ? {} : { retireAfter }) }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
