import type { Desired, DesiredHub } from '../../model/desired.ts'
import type { DfspTarget } from '../target.ts'
import { callbackPorts } from './hub.ts'
import { FAMILIES, hosts, type NamedSet, portSet, WORDS } from './sets.ts'
import { firewallFiles } from './table.ts'

/** nftables 1.0 for a DFSP: its callback ports for the Hub's egress only, the Hub's ports for the Hub only. */
export const dfspNftables: DfspTarget = {
  name: 'nftables',
  side: 'dfsp',
  audit: (desired, dfsp) =>
    [
      desired.hub.egress.length === 0 ? 'the Hub has no egress address, so no callback is let in' : null,
      dfsp.callbacks.length === 0 ? 'it has no callback URL, so there is no port to close' : null,
    ].flatMap((problem) => (problem === null ? [] : [{ dfsp: dfsp.id, problem }])),
  render: (desired, dfsp) =>
    firewallFiles({
      table: 'muhuri_dfsp',
      inPorts: callbackPorts(dfsp),
      outPorts: outPorts(desired.hub),
      sets: sets(desired),
      admit: FAMILIES.map((family) => `tcp dport ${portSet(callbackPorts(dfsp))} ${WORDS[family].ip} saddr @hub_egress_v${family}`),
      release: FAMILIES.flatMap((family) => ['hub_ingress', 'hub_token'].map((name) => `${WORDS[family].ip} daddr . tcp dport @${name}_v${family}`)),
    }),
}

function sets({ hub }: Desired): readonly NamedSet[] {
  return FAMILIES.flatMap((family): readonly NamedSet[] => [
    { name: `hub_egress_v${family}`, family, addresses: hub.egress, about: 'callbacks of the Hub come from here' },
    { name: `hub_ingress_v${family}`, family, addresses: hosts(hub.ingress.addresses), ports: [hub.ingress.port], about: `${hub.ingress.host}` },
    { name: `hub_token_v${family}`, family, addresses: hosts(hub.token.addresses), ports: [hub.token.port], about: 'token endpoint' },
  ])
}

function outPorts(hub: DesiredHub): readonly number[] {
  return hub.token.addresses.length === 0 ? [hub.ingress.port] : [hub.ingress.port, hub.token.port]
}
