import { haproxy } from './haproxy/haproxy.ts'
import { dfspNftables } from './nftables/dfsp.ts'
import { hubNftables } from './nftables/hub.ts'
import type { DfspTarget, HubTarget } from './target.ts'

/** Every target of this version, by side and in the order in which they are rendered. */
export const targets: { readonly hub: readonly HubTarget[]; readonly dfsp: readonly DfspTarget[] } = {
  hub: [haproxy, hubNftables],
  dfsp: [dfspNftables],
}
