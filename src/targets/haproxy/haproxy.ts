import { callbackTargets } from '../../model/callback-targets.ts'
import type { Desired, DesiredDfsp } from '../../model/desired.ts'
import type { RenderedFile } from '../../model/rendered.ts'
import type { HubTarget, TargetProblem } from '../target.ts'
import { DENY_LIST } from './deny.ts'
import { defaultsSections, globalSection } from './global.ts'
import { inbound, upstreams } from './inbound.ts'
import { maps } from './maps.ts'
import { clientCertificates, outbound, outboundBackends, outboundCertificates, single } from './outbound.ts'
import { isField } from './quote.ts'

/**
 * HAProxy 2.6: inbound mTLS with CRL, pin, source address, token, FSPIOP-Source and role; outbound mTLS to each DFSP's
 * callback with its pinned CA and host name. Keys are expected beside the certificates as `<file>.key`.
 */
export const haproxy: HubTarget = {
  name: 'haproxy',
  side: 'hub',
  audit: (desired) => [...hubProblems(desired), ...desired.dfsps.filter((dfsp) => dfsp.served).flatMap((dfsp) => dfspProblems(desired, dfsp))],
  render: (desired) => [
    configuration(desired),
    ...maps(desired),
    ...proxies(desired),
    ...trust(desired),
    ...certificates(desired),
    ...tokenKeys(desired),
    { path: 'deny.lst', text: DENY_LIST, keep: true },
  ],
}

function configuration(desired: Desired): RenderedFile {
  const sections = [
    [`# Environment ${desired.environment.name}. Rendered by Muhuri: the next render replaces this file.`],
    globalSection(),
    defaultsSections(),
    inbound(desired),
    upstreams(desired),
    outbound(desired),
    outboundCertificates(desired),
    outboundBackends(desired),
  ]
  return {
    path: 'haproxy.cfg',
    text: `${sections
      .map((lines) => lines.join('\n').trimEnd())
      .filter((text) => text !== '')
      .join('\n\n')}\n`,
  }
}

function proxies({ hub }: Desired): readonly RenderedFile[] {
  if (hub.ingress.proxyFrom.length === 0) return []
  return [{ path: 'maps/proxies.lst', text: hub.ingress.proxyFrom.map(({ cidr }) => `${cidr}\n`).join('') }]
}

function trust({ hub, dfsps }: Desired): readonly RenderedFile[] {
  const servers = dfsps.filter((dfsp) => callbackTargets(dfsp).length > 0)
  return [
    { path: 'ca/clients.pem', text: hub.clientCas.map(({ pem }) => pem).join('') },
    ...(hub.clientCrls.length === 0 ? [] : [{ path: 'crl/clients.pem', text: hub.clientCrls.map(({ pem }) => pem).join('') }]),
    ...servers.map((dfsp) => ({ path: `ca/server-${dfsp.id}.pem`, text: dfsp.serverAnchors.map(({ pem }) => pem).join('') })),
  ]
}

function certificates(desired: Desired): readonly RenderedFile[] {
  const server = desired.hub.serverChains.slice(0, 1).map(({ name, pem }) => ({ path: `certs/hub-server-${name}.pem`, text: pem }))
  const clients = clientCertificates(desired)
  return [...server, ...clients, { path: 'certs/outbound.lst', text: clients.map(({ path }) => `${path}\n`).join('') }]
}

function tokenKeys({ hub }: Desired): readonly RenderedFile[] {
  return hub.token.keys.map(({ name, pem }) => ({ path: `oauth/${name}.pem`, text: pem }))
}

function hubProblems({ hub }: Desired): readonly TargetProblem[] {
  const without = hub.clientCas.filter((ca) => !hub.clientCrls.some((crl) => crl.ca === ca.name))
  const found = [
    hub.serverChains.length === 0 ? 'there is no server certificate, so the inbound gateway does not listen' : null,
    hub.ingress.addresses.length === 0 ? 'there is no ingress address, so the inbound gateway does not listen' : null,
    hub.token.keys.length === 0 ? 'there is no key of the token issuer, so every request is refused' : null,
    hub.ingress.proxyFrom.length === 0 ? null : 'HAProxy accepts PROXY v1 as well as v2 from the listed addresses',
    ...without.map((ca) =>
      ca.root ? `there is no CRL of ${ca.name}: a revoked issuing CA is not noticed` : `there is no CRL of ${ca.name}: its clients are refused`,
    ),
  ]
  return found.flatMap((problem) => (problem === null ? [] : [{ dfsp: null, problem }]))
}

function dfspProblems({ hub }: Desired, dfsp: DesiredDfsp): readonly TargetProblem[] {
  const addresses = single(dfsp.callbackAddresses)
  const found = [
    dfsp.oauthClient !== null && !isField(dfsp.oauthClient) ? 'its OAuth client has a space or a character outside ASCII, so no token of it is accepted' : null,
    callbackTargets(dfsp).length === 0 ? 'callbacks have no route: a hub-client certificate, a server certificate or a callback URL is missing' : null,
    addresses.length === 0 ? 'no callback address is registered, so the host name is looked up' : null,
    addresses.some(({ family }) => !single(hub.egress).some((egress) => egress.family === family))
      ? 'the Hub has no single egress address of the family of a callback address'
      : null,
    dfsp.crls.length > 0 ? 'the CRLs of its own CA are not asked on callbacks' : null,
  ]
  return found.flatMap((problem) => (problem === null ? [] : [{ dfsp: dfsp.id, problem }]))
}
