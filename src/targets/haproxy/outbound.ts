import { type CallbackTarget, callbackTargets } from '../../model/callback-targets.ts'
import type { Address, Desired, DesiredDfsp, DesiredHub } from '../../model/desired.ts'
import type { RenderedFile } from '../../model/rendered.ts'
import { bindAddress } from './inbound.ts'
import { logFormatWord, word } from './quote.ts'

/** The frontend that the Hub's services hand callbacks to: routed by FSPIOP-Destination, nothing else. */
export function outbound(desired: Desired): readonly string[] {
  const { address, port } = desired.hub.outbound
  return [
    'frontend hub-out from muhuri',
    `  bind ${bindAddress(address, port)}`,
    `  log-format 'hub-out ip=%ci destination=%{+Q}[var(txn.destination)] dfsp=%{+Q}[var(txn.dfsp)] method=%HM path=%{+Q}[var(txn.path)] status=%ST because=%[var(txn.because)] tls=%[ssl_bc_err] ms=%Ta term=%ts'`,
    '  http-request set-var(txn.path) path',
    '  http-request set-var(txn.decoded) path,url_dec',
    '  http-request set-var(txn.destination) req.fhdr(fspiop-destination)',
    '  http-request set-var(txn.dfsp) var(txn.destination),map_str(maps/destinations.map)',
    '  http-request set-var(txn.resource) var(txn.decoded),field(2,/)',
    '  http-request set-var(txn.route) var(txn.dfsp),concat(|,txn.resource),map_str(maps/routes.map)',
    '  http-request set-var(txn.route) var(txn.dfsp),map_str(maps/routes.map) if !{ var(txn.route) -m found }',
    '  acl malformed req.fhdr_cnt(fspiop-destination) lt 1',
    '  acl malformed req.fhdr_cnt(fspiop-destination) gt 1',
    '  acl malformed req.fhdr(fspiop-destination) -m sub ,',
    '  acl malformed req.fhdr_cnt(fspiop_destination) gt 0',
    '  acl malformed path -m sub -i %2f',
    `  acl malformed var(txn.decoded) -m reg '/\\.\\.?(/|$)'`,
    `  acl path-raw path -m reg '^/([A-Za-z0-9._~+@:/-]|%[2-7][0-9A-Fa-f])*$'`,
    '  http-request set-var(txn.because) str(status) if !{ var(txn.route) -m found }',
    '  http-request set-var(txn.because) str(denied-by-operator) if { var(txn.dfsp) -m str -i -f deny.lst }',
    '  http-request set-var(txn.because) str(denied-by-operator) if { var(txn.destination) -m str -i -f deny.lst }',
    '  http-request set-var(txn.because) str(malformed) if malformed or !path-raw',
    '  http-request deny deny_status 400 if { var(txn.because) -m str malformed }',
    '  http-request deny deny_status 403 if { var(txn.because) -m found }',
    '  use_backend %[var(txn.route)]',
  ]
}

/** One backend for each DFSP, and for each resource that it serves elsewhere: its own key, CA, host and address. */
export function outboundBackends(desired: Desired): readonly string[] {
  return desired.dfsps.flatMap((dfsp) => callbackTargets(dfsp).flatMap((target) => backend(desired.hub, dfsp, target)))
}

/**
 * `default-path config` does not hold any more when HAProxy opens the certificates of servers; those that a listener
 * has read are known by then. So a listener that is never opened reads them.
 */
export function outboundCertificates(desired: Desired): readonly string[] {
  if (clientCertificates(desired).length === 0) return []
  return ['frontend hub-out-certificates from muhuri', '  disabled', '  bind 127.0.0.1:1 ssl crt-list certs/outbound.lst']
}

/** The Hub's client certificates in use, one for each DFSP that can be called: the newest. */
export function clientCertificates(desired: Desired): readonly RenderedFile[] {
  return desired.dfsps
    .filter((dfsp) => callbackTargets(dfsp).length > 0)
    .flatMap((dfsp) => dfsp.hubClients.slice(0, 1).map(({ name, pem }) => ({ path: clientPath(dfsp.id, name), text: pem })))
}

function clientPath(id: string, name: string): string {
  return `certs/hub-client-${id}-${name}.pem`
}

/** The blocks that are one address. */
export function single(addresses: readonly Address[]): readonly Address[] {
  return addresses.filter(({ cidr, family }) => cidr.endsWith(family === 4 ? '/32' : '/128'))
}

function backend(hub: DesiredHub, dfsp: DesiredDfsp, { endpoint, backend: name }: CallbackTarget): readonly string[] {
  const host = word(endpoint.host)
  const [client] = dfsp.hubClients
  if (client === undefined) return []
  const tls = `ssl crt ${clientPath(dfsp.id, client.name)} ca-file ca/server-${dfsp.id}.pem verify required verifyhost ${host} sni str(${host}) alpn http/1.1`
  const path = endpoint.basePath === '' ? [] : [`  http-request set-path ${word(`${logFormatWord(endpoint.basePath)}%[path]`)}`]
  const authority = endpoint.port === 443 ? endpoint.host : `${endpoint.host}:${endpoint.port}`
  return [
    `backend ${name} from muhuri`,
    ...path,
    `  http-request set-header Host ${word(logFormatWord(authority))}`,
    ...servers(hub, dfsp, endpoint).map((where, index) => `  server s${index + 1} ${where} ${tls}`),
    '',
  ]
}

/** Registered addresses, so that no name has to resolve; in a sandbox without any, the name is looked up when it can be. */
function servers(hub: DesiredHub, dfsp: DesiredDfsp, endpoint: CallbackTarget['endpoint']): readonly string[] {
  const known = single(dfsp.callbackAddresses)
  if (known.length === 0) return [`${word(endpoint.host)}:${endpoint.port} init-addr last,libc,none`]
  return known.map(({ cidr, family }) => {
    const source = single(hub.egress).find((egress) => egress.family === family)
    return `${bare(cidr, family)}:${endpoint.port}${source === undefined ? '' : ` source ${bare(source.cidr, family)}`}`
  })
}

function bare(cidr: string, family: 4 | 6): string {
  const address = cidr.slice(0, cidr.indexOf('/'))
  return family === 4 ? address : `[${address}]`
}
