import type { Desired, DesiredDfsp } from '../../model/desired.ts'
import type { HubTarget, TargetProblem } from '../target.ts'
import { identifier } from './quote.ts'
import { FAMILIES, hosts, type NamedSet, WORDS } from './sets.ts'
import { firewallFiles } from './table.ts'

/** nftables 1.0 for the Hub: the ingress port for registered addresses only, callbacks to registered addresses only. */
export const hubNftables: HubTarget = {
  name: 'nftables',
  side: 'hub',
  audit: (desired) => [...hubProblems(desired), ...served(desired).flatMap(dfspProblems)],
  render: (desired) =>
    firewallFiles({
      table: 'muhuri_hub',
      inPorts: [desired.hub.ingress.port],
      outPorts: closedOutwards(desired),
      sets: sets(desired),
      admit: FAMILIES.flatMap((family) => admit(desired, family)),
      release: FAMILIES.flatMap((family) =>
        served(desired).map(
          ({ id }) => `${WORDS[family].ip} saddr @hub_egress_v${family} ${WORDS[family].ip} daddr . tcp dport @${identifier('out', id, `v${family}`)}`,
        ),
      ),
    }),
}

/** The ports that callbacks may use, and those that they do use: all closed but to the sets. */
export function closedOutwards(desired: Desired): readonly number[] {
  return [...new Set([...desired.callbackPorts, ...served(desired).flatMap(callbackPorts)])]
}

/** The ports of one DFSP's callback URLs. */
export function callbackPorts(dfsp: DesiredDfsp): readonly number[] {
  return [...new Set(dfsp.callbacks.map(({ endpoint }) => endpoint.port))].sort((a, b) => a - b)
}

/** Behind a load balancer only that one is admitted here; the gateway judges the address that it reports. */
function admit({ hub, dfsps }: Desired, family: 4 | 6): readonly string[] {
  const { ip } = WORDS[family]
  const port = `tcp dport ${hub.ingress.port}`
  if (hub.ingress.proxyFrom.length > 0) return [`${port} ${ip} saddr @proxies_v${family}`]
  return dfsps.filter((dfsp) => dfsp.served).map(({ id }) => `${port} ${ip} daddr @hub_ingress_v${family} ${ip} saddr @${identifier('in', id, `v${family}`)}`)
}

function sets(desired: Desired): readonly NamedSet[] {
  const { hub } = desired
  return FAMILIES.flatMap((family): readonly NamedSet[] => [
    { name: `hub_ingress_v${family}`, family, addresses: hosts(hub.ingress.addresses), about: 'hub/endpoints.yaml ingress' },
    { name: `hub_egress_v${family}`, family, addresses: hub.egress, about: 'hub/endpoints.yaml egress' },
    ...(hub.ingress.proxyFrom.length === 0
      ? []
      : [{ name: `proxies_v${family}`, family, addresses: hub.ingress.proxyFrom, about: 'hub/endpoints.yaml proxyProtocol' }]),
    ...served(desired).flatMap((dfsp): readonly NamedSet[] => [
      { name: identifier('in', dfsp.id, `v${family}`), family, addresses: dfsp.egress, about: `dfsps/${dfsp.id} egress` },
      {
        name: identifier('out', dfsp.id, `v${family}`),
        family,
        addresses: dfsp.callbackAddresses,
        ports: callbackPorts(dfsp),
        about: `dfsps/${dfsp.id} callbacks`,
      },
    ]),
  ])
}

function served({ dfsps }: Desired): readonly DesiredDfsp[] {
  return dfsps.filter((dfsp) => dfsp.served)
}

function hubProblems({ hub }: Desired): readonly TargetProblem[] {
  const found = [
    hub.ingress.proxyFrom.length === 0 ? null : 'behind a load balancer only its own addresses are seen; the gateway judges those of DFSPs',
    hub.egress.length === 0 ? 'the Hub has no egress address, so every callback is refused' : null,
  ]
  return found.flatMap((problem) => (problem === null ? [] : [{ dfsp: null, problem }]))
}

function dfspProblems(dfsp: DesiredDfsp): readonly TargetProblem[] {
  const found = [
    dfsp.egress.length === 0 ? 'it has no egress address, so nothing is let in' : null,
    dfsp.callbackAddresses.length === 0 ? 'it has no callback address, and a firewall knows no host names: callbacks to it are refused' : null,
  ]
  return found.flatMap((problem) => (problem === null ? [] : [{ dfsp: dfsp.id, problem }]))
}
