import type { Desired, DesiredHub } from '../../model/desired.ts'
import { MAX_BODY_BYTES } from '../../model/limits.ts'
import { deepestResource } from './maps.ts'
import { logFormatWord, word } from './quote.ts'
import { tokenRules } from './token.ts'

/** The frontend that DFSPs call: every decision of `model/decision.ts`, in variables and maps, and one refusal at the end. */
export function inbound(desired: Desired): readonly string[] {
  return [
    'frontend hub-in from muhuri-in',
    ...binds(desired.hub),
    ...LOGS,
    '',
    ...connection(desired.hub),
    '',
    ...identity(),
    '',
    ...MALFORMED,
    '',
    ...tokenRules(desired.hub.token),
    '',
    ...operation(deepestResource(desired)),
    '',
    ...reasons(desired.hub.token.certificateBound),
    '',
    ...FORWARD,
  ]
}

const LOGS: readonly string[] = [
  `  log-format 'hub-in ip=%ci dfsp=%{+Q}[var(txn.dfsp)] method=%HM path=%{+Q}[var(txn.path)] status=%ST because=%[var(txn.because)] fp=%[var(sess.fp)] ms=%Ta term=%ts'`,
  `  error-log-format 'hub-in ip=%ci handshake client=%[ssl_c_err] ca=%[ssl_c_ca_err] error=%{+Q}[ssl_fc_err_str]'`,
]

function binds(hub: DesiredHub): readonly string[] {
  const certificate = hub.serverChains[0]
  if (certificate === undefined || hub.clientCas.length === 0) return []
  const tls = ['ssl', 'crt', `certs/hub-server-${certificate.name}.pem`, ...clientVerification(hub), 'alpn', 'h2,http/1.1'].join(' ')
  const addresses = hub.ingress.proxyFrom.length > 0 && hub.ingress.addresses.length > 0 ? ['*', '::'] : hub.ingress.addresses
  return addresses.map((address) => `  bind ${bindAddress(address, hub.ingress.port)} ${tls}`)
}

/** `127.0.0.1:443`, `[2001:db8::1]:443 v6only`. */
export function bindAddress(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port} v6only` : `${address}:${port}`
}

/** 11 and 12: CRL not yet valid, CRL expired. 3: no CRL, and that only for the root, which is offline. */
function clientVerification(hub: DesiredHub): readonly string[] {
  const without = hub.clientCas.filter((ca) => !hub.clientCrls.some((crl) => crl.ca === ca.name))
  const crl =
    hub.clientCrls.length === 0
      ? []
      : ['crl-file', 'crl/clients.pem', 'crt-ignore-err', '11,12', 'ca-ignore-err', without.some((ca) => ca.root) ? '3,11,12' : '11,12']
  return ['ca-file', 'ca/clients.pem', ...crl, 'verify', 'required']
}

/** Only what stands in front may say where a connection came from. */
function connection(hub: DesiredHub): readonly string[] {
  const proxy =
    hub.ingress.proxyFrom.length === 0
      ? []
      : ['  tcp-request connection reject unless { src -f maps/proxies.lst }', '  tcp-request connection expect-proxy layer4']
  return [
    ...proxy,
    '  tcp-request session set-var(sess.fp) ssl_c_der,sha2(256),hex',
    '  tcp-request session set-var(sess.x5t) ssl_c_der,sha2(256),ub64enc',
    '  tcp-request session set-var(sess.denied) bool(true) if { var(sess.fp) -m str -i -f deny.lst }',
  ]
}

function identity(): readonly string[] {
  return [
    '  # Who: the pin of the certificate, and whether that DFSP is at home at the source address.',
    '  http-request set-var(txn.pin) var(sess.fp),map_str(maps/pins.map)',
    '  http-request set-var(txn.dfsp) var(txn.pin),field(-1,:)',
    '  http-request set-var(txn.place) src,map_ip(maps/ip.map)',
    '  http-request set-var(txn.home) var(txn.place),concat(|,txn.dfsp),map_str(maps/places.map)',
    '  http-request set-var(txn.source) req.fhdr(fspiop-source)',
    '  http-request set-var(txn.sourceof) var(txn.source),map_str(maps/sources.map)',
  ]
}

/** Raw input, because the services behind read it differently (DESIGN §5). */
const MALFORMED: readonly string[] = [
  '  http-request set-var(txn.path) path',
  '  http-request set-var(txn.decoded) path,url_dec',
  '  acl malformed req.fhdr_cnt(fspiop-source) lt 1',
  '  acl malformed req.fhdr_cnt(fspiop-source) gt 1',
  '  acl malformed req.fhdr(fspiop-source) -m sub ,',
  '  acl malformed req.fhdr_cnt(fspiop_source) gt 0',
  '  acl malformed req.fhdr_cnt(fspiop-destination) gt 1',
  '  acl malformed req.fhdr(fspiop-destination) -m sub ,',
  '  acl malformed req.fhdr_cnt(fspiop_destination) gt 0',
  '  acl malformed req.fhdr_cnt(fspiop-signature) gt 1',
  '  acl malformed req.fhdr_cnt(fspiop_signature) gt 0',
  '  acl malformed req.fhdr_cnt(authorization) gt 1',
  `  acl malformed req.hdr_val(content-length) gt ${MAX_BODY_BYTES}`,
  '  acl malformed path -m sub -i %2f',
  `  acl malformed var(txn.decoded) -m reg '/\\.\\.?(/|$)'`,
  `  acl path-raw path -m reg '^/([A-Za-z0-9._~+@:/-]|%[2-7][0-9A-Fa-f])*$'`,
  `  acl path-decoded var(txn.decoded) -m reg '^/[A-Za-z]+(/[A-Za-z0-9._~+@:-]+)*$'`,
  '  acl target-origin url -m beg /',
  '  acl target-origin req.ver -m str 2.0',
]

/** A resource covers what lies below it by whole segments: every prefix is asked for. */
function operation(depth: number): readonly string[] {
  const prefixes = Array.from({ length: depth }, (_, index) => index + 1)
  return [
    '  # What: role set, method and resource.',
    '  http-request set-var(txn.method) method',
    '  http-request set-var(txn.roleset) var(txn.dfsp),map_str(maps/roleset.map)',
    '  http-request set-var(txn.call) var(txn.roleset),concat(|,txn.method,|)',
    ...prefixes.flatMap((segments) => [
      `  http-request set-var(txn.prefix) var(txn.decoded),field(1,/,${segments + 1})`,
      `  http-request set-var(txn.allowed) var(txn.call),concat(,txn.prefix),map_str(maps/operations.map) if !{ var(txn.allowed) -m found }`,
    ]),
    '  acl must-be-signed method POST PUT PATCH',
    '  acl is-signed req.fhdr(fspiop-signature),length gt 0',
  ]
}

/** Least important first: what is decided later overwrites it. The order is that of `Reason`. */
function reasons(certificateBound: boolean): readonly string[] {
  return REASONS.filter((line) => certificateBound || !line.includes('token-binding'))
}

const REASONS: readonly string[] = [
  '  # Every reason in one variable, least important first; one refusal at the end.',
  '  http-request set-var(txn.because) str(role) if !{ var(txn.allowed) -m found }',
  '  http-request set-var(txn.because) str(unsigned) if must-be-signed !is-signed',
  '  http-request set-var(txn.because) str(fspiop-source) if !{ var(txn.sourceof),strcmp(txn.dfsp) eq 0 }',
  '  http-request set-var(txn.because) str(token-binding) if !token-bound',
  '  http-request set-var(txn.because) str(token-client) if !{ var(txn.client),strcmp(txn.dfsp) eq 0 }',
  '  http-request set-var(txn.because) str(token-expired) if token-expired',
  '  http-request set-var(txn.because) str(token-invalid) if !{ var(txn.good) -m bool }',
  '  http-request set-var(txn.because) str(token-missing) if !{ var(txn.bearer) -m found }',
  '  http-request set-var(txn.because) str(status) if { var(txn.pin) -m beg !status: }',
  '  http-request set-var(txn.because) str(revoked) if { var(txn.pin) -m beg !revoked: }',
  '  http-request set-var(txn.because) str(certificate) if !{ var(txn.pin) -m found }',
  '  http-request set-var(txn.because) str(source-ip) if { var(txn.pin) -m found } !{ var(txn.pin) -m beg ! } !{ var(txn.home) -m found }',
  '  http-request set-var(txn.because) str(source-ip) if !{ var(txn.pin) -m found } !{ var(txn.place) -m found }',
  '  http-request set-var(txn.because) str(denied-by-operator) if { var(sess.denied) -m bool }',
  '  http-request set-var(txn.because) str(denied-by-operator) if { var(txn.dfsp) -m str -i -f deny.lst }',
  '  http-request set-var(txn.because) str(denied-by-operator) if { var(txn.source) -m str -i -f deny.lst }',
  '  http-request set-var(txn.because) str(malformed) if malformed or !path-raw or !path-decoded or !target-origin',
  '  http-request deny deny_status 400 if { var(txn.because) -m str malformed }',
  '  http-request deny deny_status 401 if { var(txn.because) -m beg token- }',
  '  http-request deny deny_status 403 if { var(txn.because) -m found }',
]

/** Names by which services are told who calls or which method is meant, with `_` for `-` as some of them read it. */
const SPOOFED =
  '^(x[-_]muhuri[-_].*|x[-_]http[-_]method([-_]override)?|x[-_]method[-_]override|forwarded|x[-_]forwarded[-_].*|x[-_]real[-_]ip|x[-_](client|ssl)[-_].*|(x[-_])?ssl[-_]client.*|(x[-_])?remote[-_]user|x[-_]auth[-_].*)$'

const FORWARD: readonly string[] = [
  '  # What DFSPs may not say of themselves is dropped; what we found is said.',
  `  http-request del-header '${SPOOFED}' -m reg`,
  '  http-request set-header x-muhuri-dfsp %[var(txn.dfsp)]',
  '  http-request set-header x-forwarded-for %[src]',
  '  http-request set-var(txn.upstream) var(txn.decoded),field(2,/),map_str(maps/upstreams.map,upstream)',
  '  use_backend %[var(txn.upstream)]',
]

/** The services behind the gateway: one for all resources, others where they are served elsewhere. */
export function upstreams({ hub: { upstream } }: Desired): readonly string[] {
  const named = upstream.resources.map(({ resource, endpoint }) => ({ name: `upstream_${resource}`, endpoint }))
  return [{ name: 'upstream', endpoint: upstream.base }, ...named].flatMap(({ name, endpoint }) => [
    `backend ${name} from muhuri`,
    ...(endpoint.basePath === '' ? [] : [`  http-request set-path ${word(`${logFormatWord(endpoint.basePath)}%[path]`)}`]),
    `  server s1 ${serverAddress(endpoint.host, endpoint.port)}${endpoint.scheme === 'https' ? ` ssl ca-file @system-ca verify required verifyhost ${word(endpoint.host)} sni str(${word(endpoint.host)})` : ''} init-addr last,libc,none`,
    '',
  ])
}

function serverAddress(host: string, port: number): string {
  return `${word(host)}:${port}`
}
