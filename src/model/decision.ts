import { parseAddress, parseCidr } from '../net/cidr.ts'
import { cidrContains } from '../net/cidr-algebra.ts'
import { parseCertificate, parseOneCertificatePem } from '../pki/certificate.ts'
import { sha256Hex } from '../pki/digest.ts'
import { signedBy } from '../pki/verify.ts'
import { type DenyList, EMPTY_DENY_LIST, isDenied } from './deny-list.ts'
import type { Address, Desired, DesiredDfsp, Pin } from './desired.ts'
import type { Position } from './finding.ts'
import { isMalformed, isUnsigned, linesOf, pathOf, type RawRequest } from './raw-request.ts'
import { boundThumbprint, isTokenExpired, isTokenValid, type TokenClaims } from './token.ts'

export type { TokenClaims } from './token.ts'

/** Why not; of several the first in this order is said. */
export type Reason =
  | 'malformed'
  | 'denied-by-operator'
  | 'source-ip'
  | 'certificate'
  | 'revoked'
  | 'expired'
  | 'status'
  | 'token-missing'
  | 'token-invalid'
  | 'token-expired'
  | 'token-client'
  | 'token-binding'
  | 'fspiop-source'
  | 'unsigned'
  | 'role'

/** A request to the Hub, raw, with what TLS and the token's signature check found. */
export interface Request extends RawRequest {
  readonly sourceIp: string
  /** DER of the leaf that the client proved to hold, or null. */
  readonly certificate: Uint8Array | null
  /** Claims of a token whose signature, kid and algorithm are right; `invalid` where they are not; null without one. */
  readonly token: TokenClaims | 'invalid' | null
}

/** Where in the environment it was decided. */
export interface Place {
  readonly path: string
  readonly position: Position | null
}

export type Decision =
  | { readonly allow: true; readonly dfsp: string }
  | { readonly allow: false; readonly because: Reason; readonly dfsp: string | null; readonly at: readonly Place[] }

interface Case {
  readonly desired: Desired
  readonly request: Request
  readonly at: Date
  readonly denied: DenyList
  /** Whom the certificate's pin names. */
  readonly dfsp: DesiredDfsp | null
  readonly pin: Pin | null
  readonly fingerprint: string | null
}

type Check = readonly [because: Reason, holds: (request: Case) => boolean, where: (request: Case) => readonly string[]]

const own =
  (file: string): Check[2] =>
  ({ dfsp }) =>
    dfsp === null ? [] : [`dfsps/${dfsp.id}/${file}`]
const pinned: Check[2] = ({ pin }) => (pin === null ? [] : [pin.path])
const issuer: Check[2] = ({ desired }) => ['environment.yaml', ...desired.hub.token.keys.map(({ path }) => path)]

/** In the order of `Reason`: the first that holds decides. */
const CHECKS: readonly Check[] = [
  ['malformed', ({ request }) => isMalformed(request), () => []],
  ['denied-by-operator', isDeniedByOperator, () => []],
  ['source-ip', isFromElsewhere, own('endpoints.yaml')],
  ['certificate', (request) => request.pin === null && !isExpiredOfOurs(request), () => []],
  ['revoked', ({ pin }) => pin?.revoked === true, pinned],
  ['expired', ({ pin, at }) => pin === null || !isInTime(pin, at), pinned],
  ['status', ({ dfsp }) => dfsp?.served !== true, own('dfsp.yaml')],
  ['token-missing', ({ request }) => request.token === null, issuer],
  ['token-invalid', ({ request: { token }, desired, at }) => !isClaims(token) || !isTokenValid(token, desired.hub.token, at), issuer],
  ['token-expired', ({ request: { token }, at }) => !isClaims(token) || isTokenExpired(token, at), issuer],
  ['token-client', isAnothersToken, own('dfsp.yaml')],
  ['token-binding', isUnbound, () => ['environment.yaml']],
  ['fspiop-source', ({ request, dfsp }) => dfsp === null || linesOf(request.headers, 'fspiop-source')[0] !== dfsp.fspId, own('dfsp.yaml')],
  ['unsigned', ({ request }) => isUnsigned(request), () => []],
  ['role', (request) => !isAllowedByRole(request), (request) => [...own('dfsp.yaml')(request), 'environment.yaml']],
]

/** One question of a decision, and its answer. */
export interface DecisionStep {
  readonly question: Reason
  readonly passed: boolean
}

/** What `decide` asks of a request, in its order, each answered by itself: for those who want to see all, and whom the pin names. */
export function stepsOf(
  desired: Desired,
  request: Request,
  at: Date,
): { readonly dfsp: string | null; readonly pin: Pin | null; readonly steps: readonly DecisionStep[] } {
  const made = caseOf(desired, request, at)
  return { dfsp: made.dfsp?.id ?? null, pin: made.pin, steps: CHECKS.map(([question, holds]) => ({ question, passed: !holds(made) })) }
}

/** Whether a request to the Hub passes: certificate, source address, token and FSPIOP-Source name one DFSP, which is active and may do that (DESIGN §5). */
export function decide(desired: Desired, request: Request, at: Date): Decision {
  const made = caseOf(desired, request, at)
  const failed = CHECKS.find(([, holds]) => holds(made))
  if (failed === undefined && made.dfsp !== null) return { allow: true, dfsp: made.dfsp.id }
  const [because, , where] = failed ?? (['certificate', () => true, () => []] satisfies Check)
  return { allow: false, because, dfsp: made.dfsp?.id ?? null, at: where(made).map((path) => ({ path, position: null })) }
}

function caseOf(desired: Desired, request: Request, at: Date): Case {
  const fingerprint = request.certificate === null ? null : sha256Hex(request.certificate)
  const found = fingerprint === null || !hasCrl(desired) ? null : pinOf(desired, fingerprint)
  return { desired, request, at, denied: desired.denied ?? EMPTY_DENY_LIST, fingerprint, dfsp: found?.dfsp ?? null, pin: found?.pin ?? null }
}

function pinOf({ dfsps }: Desired, fingerprint: string): { readonly dfsp: DesiredDfsp; readonly pin: Pin } | null {
  for (const dfsp of dfsps) {
    const pin = dfsp.pins.find(({ sha256 }) => sha256 === fingerprint)
    if (pin !== undefined) return { dfsp, pin }
  }
  return null
}

/** Without a CRL of any issuing CA nobody is let in: a missing list is not an empty one. */
function hasCrl({ hub }: Desired): boolean {
  return hub.clientCrls.some(({ ca }) => hub.clientCas.some(({ name, root }) => name === ca && !root))
}

function isDeniedByOperator({ request, denied, fingerprint, dfsp }: Case): boolean {
  return isDenied(denied, request.sourceIp, [fingerprint, dfsp?.id ?? null, dfsp?.fspId ?? null, linesOf(request.headers, 'fspiop-source')[0] ?? null])
}

/** Whoever the pin names must be at home at the address; without a pin, someone must be. */
function isFromElsewhere({ request, dfsp, desired }: Case): boolean {
  const homes = dfsp === null ? desired.dfsps.filter(({ served }) => served) : [dfsp]
  return !homes.some(({ egress }) => covers(egress, request.sourceIp))
}

/** Left out of the pins only because its time is over: issued by one of the Hub's client CAs. */
function isExpiredOfOurs({ request: { certificate }, desired, at }: Case): boolean {
  const leaf = certificate === null ? null : parseCertificate(certificate)
  if (leaf === null || !leaf.ok || leaf.facts.notAfter >= at) return false
  return desired.hub.clientCas.some(({ pem }) => {
    const ca = parseOneCertificatePem(new TextEncoder().encode(pem))
    return ca.ok && signedBy(leaf.facts, ca.facts)
  })
}

function isInTime({ notBefore, notAfter }: Pin, at: Date): boolean {
  return new Date(notBefore) <= at && at <= new Date(notAfter)
}

function isAnothersToken({ request: { token }, desired, dfsp }: Case): boolean {
  const client = isClaims(token) ? token[desired.hub.token.clientClaim] : undefined
  return dfsp === null || dfsp.oauthClient === null || client !== dfsp.oauthClient
}

function isUnbound({ request: { token }, desired, fingerprint }: Case): boolean {
  if (!desired.hub.token.certificateBound) return false
  return !isClaims(token) || fingerprint === null || boundThumbprint(token) !== Buffer.from(fingerprint, 'hex').toString('base64url')
}

function isAllowedByRole({ request, desired, dfsp }: Case): boolean {
  const path = pathOf(request.target)
  const operations = (dfsp?.roles ?? []).flatMap((role) => (Object.hasOwn(desired.roles, role) ? (desired.roles[role] ?? []) : []))
  return path !== null && operations.some(({ method, resource }) => method === request.method && `${path}/`.startsWith(`${resource}/`))
}

function isClaims(token: Request['token']): token is TokenClaims {
  return token !== null && token !== 'invalid'
}

function covers(addresses: readonly Address[], text: string): boolean {
  const address = parseAddress(text)
  return (
    address !== null &&
    addresses.some(({ cidr }) => {
      const network = parseCidr(cidr)
      return network !== null && cidrContains(network, address)
    })
  )
}

/** A TCP connection that the Hub's firewall sees: who calls (`in`), or who is called (`out`). */
export interface Connection {
  readonly direction: 'in' | 'out'
  /** The other side's. */
  readonly address: string
  /** The one that is connected to. */
  readonly port: number
}

export type ConnectionDecision =
  | { readonly allow: true /** Null where the port is none that Muhuri closes, or a load balancer calls. */; readonly dfsp: string | null }
  | { readonly allow: false; readonly because: Reason; readonly dfsp: null; readonly at: readonly Place[] }

/** What the Hub's firewall decides (CONTRACT §6): registered addresses on the ingress port and on callback ports, other ports as they were. */
export function decideConnection(desired: Desired, { direction, address, port }: Connection, _at: Date): ConnectionDecision {
  const no = (because: Reason): ConnectionDecision => ({ allow: false, because, dfsp: null, at: [] })
  if (isDenied(desired.denied ?? EMPTY_DENY_LIST, address, [])) return no('denied-by-operator')
  const { ingress } = desired.hub
  const served = desired.dfsps.filter((dfsp) => dfsp.served)
  if (direction === 'in' && port === ingress.port) {
    if (ingress.proxyFrom.length > 0) return covers(ingress.proxyFrom, address) ? { allow: true, dfsp: null } : no('source-ip')
    const caller = served.find(({ egress }) => covers(egress, address))
    return caller === undefined ? no('source-ip') : { allow: true, dfsp: caller.id }
  }
  if (direction === 'in' || !isCallbackPort(desired, port)) return { allow: true, dfsp: null }
  const called = served.find(
    ({ callbacks, callbackAddresses }) => callbacks.some(({ endpoint }) => endpoint.port === port) && covers(callbackAddresses, address),
  )
  return called === undefined ? no('source-ip') : { allow: true, dfsp: called.id }
}

function isCallbackPort({ callbackPorts, dfsps }: Desired, port: number): boolean {
  return callbackPorts.includes(port) || dfsps.some(({ served, callbacks }) => served && callbacks.some(({ endpoint }) => endpoint.port === port))
}

/** A call of the Hub's as the DFSP sees it. */
export interface Callback {
  /** Id of the DFSP that is called. */
  readonly dfsp: string
  readonly sourceIp: string
  /** DER of the leaf that the caller proved to hold, or null. */
  readonly certificate: Uint8Array | null
  /** FSPIOP-Destination as sent; null without one. */
  readonly destination: string | null
}

/** Whether a call is the Hub's to this DFSP: from the Hub's egress, with a `hub-client` certificate of that DFSP, and meant for it. */
export function decideCallback(desired: Desired, callback: Callback, at: Date): Decision {
  const dfsp = desired.dfsps.find(({ id }) => id === callback.dfsp)
  const no = (because: Reason, ...paths: readonly string[]): Decision => ({
    allow: false,
    because,
    dfsp: dfsp?.id ?? null,
    at: paths.map((path) => ({ path, position: null })),
  })
  if (dfsp === undefined) return no('status')
  if (callback.destination !== dfsp.fspId) return no('malformed', `dfsps/${dfsp.id}/dfsp.yaml`)
  if (!covers(desired.hub.egress, callback.sourceIp)) return no('source-ip', 'hub/endpoints.yaml')
  const fingerprint = callback.certificate === null ? null : sha256Hex(callback.certificate)
  const certificate = dfsp.hubClients.find(({ sha256 }) => sha256 === fingerprint)
  if (certificate === undefined) return no('certificate', `dfsps/${dfsp.id}/hub-client`)
  if (new Date(certificate.notAfter) < at) return no('expired', certificate.path)
  if (!dfsp.served) return no('status', `dfsps/${dfsp.id}/dfsp.yaml`)
  return { allow: true, dfsp: dfsp.id }
}
