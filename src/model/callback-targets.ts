import type { DesiredDfsp, Endpoint } from './desired.ts'

/** One outbound route: a resource, or `*` for all others, and the name of the gateway's part that serves it. */
export interface CallbackTarget {
  readonly resource: string
  readonly endpoint: Endpoint
  /** `out_<id>`, or `out_<id>_<resource>`; ids have no underscore, so no two DFSPs can meet. */
  readonly backend: string
}

/**
 * The routes that the Hub can really take to this DFSP: none while it is not served, or while the Hub has no client
 * certificate of that DFSP's CA or no anchor for its server. Sorted, `*` first.
 */
export function callbackTargets(dfsp: DesiredDfsp): readonly CallbackTarget[] {
  if (!dfsp.served || dfsp.hubClients.length === 0 || dfsp.serverAnchors.length === 0) return []
  return [...dfsp.callbacks]
    .sort((a, b) => (a.resource < b.resource ? -1 : 1))
    .map(({ resource, endpoint }) => ({ resource, endpoint, backend: resource === '*' ? `out_${dfsp.id}` : `out_${dfsp.id}_${resource}` }))
}
