import { haproxy } from './haproxy/haproxy.ts'
import { jwks } from './jwks.ts'
import { mojaloop } from './mojaloop/mojaloop.ts'
import { dfspNftables } from './nftables/dfsp.ts'
import { hubNftables } from './nftables/hub.ts'
import { sdkSchemeAdapter } from './sdk-scheme-adapter/sdk-scheme-adapter.ts'
import type { DfspTarget, HubTarget } from './target.ts'
import { trustBundle } from './trust-bundle.ts'

/** Every target of this version, by side and in the order in which they are rendered. */
export const targets: { readonly hub: readonly HubTarget[]; readonly dfsp: readonly DfspTarget[] } = {
  hub: [haproxy, hubNftables, jwks, mojaloop],
  dfsp: [sdkSchemeAdapter, dfspNftables, trustBundle],
}
