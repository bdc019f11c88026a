import type { Desired, DesiredDfsp, JwsKey } from './desired.ts'

/** Someone whose messages are verified, by the name on the wire. */
export interface Peer {
  readonly fspId: string
  readonly path: string
  /** Newest first by the instant from which they hold; upcoming ones too. */
  readonly keys: readonly JwsKey[]
}

/** The Hub and every DFSP that is admitted or active, with published keys; sorted by FspId. */
export function peers(desired: Desired): readonly Peer[] {
  const dfsps = desired.dfsps.filter(({ status }) => status === 'admitted' || status === 'active')
  const all = [{ fspId: desired.hub.id, path: 'hub/jws', keys: desired.hub.jws }, ...dfsps.map(peerOf)]
  return all.filter(({ keys }) => keys.length > 0).sort((a, b) => (a.fspId < b.fspId ? -1 : 1))
}

/**
 * The one key for a product with a single slot: of those in use at the model's instant the one used longest into the
 * future, because it is the newest; null where none is in use.
 */
export function currentKey({ keys }: Peer, asOf: string): JwsKey | null {
  const active = keys.filter(({ activeFrom }) => activeFrom === null || activeFrom <= asOf)
  return [...active].sort(newest)[0] ?? null
}

function peerOf({ id, fspId, jws }: DesiredDfsp): Peer {
  return { fspId, path: `dfsps/${id}/jws`, keys: jws }
}

/** By the instant from which it holds, then by name, which begins with year and month. */
function newest(a: JwsKey, b: JwsKey): number {
  const from = (key: JwsKey): string => key.activeFrom ?? ''
  if (from(a) !== from(b)) return from(a) > from(b) ? -1 : 1
  return a.name > b.name ? -1 : 1
}
