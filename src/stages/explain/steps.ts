import type { Place, Reason, Request } from '../../model/decision.ts'
import type { Desired, Pin } from '../../model/desired.ts'
import type { Environment } from '../../model/environment.ts'
import { linesOf, pathOf } from '../../model/raw-request.ts'
import { parseAddress, parseCidr } from '../../net/cidr.ts'
import { cidrContains } from '../../net/cidr-algebra.ts'
import { sha256Hex } from '../../pki/digest.ts'
import { folderOf, placeIn, wholeFile } from './place-of.ts'

/** A request with all that is known of it. */
export interface Explained {
  readonly environment: Environment
  readonly desired: Desired
  readonly request: Request
  readonly at: Date
  /** Whom the pin names. */
  readonly dfsp: string | null
  readonly pin: Pin | null
}

/** How one question is told. */
export interface Teller {
  readonly passed: (request: Explained) => string
  readonly refused: (request: Explained) => string
  readonly at: (request: Explained) => readonly Place[]
  readonly remedy: (request: Explained) => string | null
}

const none = (): readonly Place[] => []
const nothing = (): null => null
const settings =
  (...pointer: readonly string[]) =>
  ({ environment }: Explained): readonly Place[] =>
    placeIn(environment.settings, pointer)
const profile =
  (...pointer: readonly string[]) =>
  ({ environment, dfsp }: Explained): readonly Place[] =>
    placeIn(folderOf(environment, dfsp)?.profile, pointer)
const who = ({ dfsp }: Explained): string => dfsp ?? 'nobody'
const fspIdOf = ({ desired, dfsp }: Explained): string => desired.dfsps.find(({ id }) => id === dfsp)?.fspId ?? ''
const clientOf = ({ desired, dfsp }: Explained): string | null => desired.dfsps.find(({ id }) => id === dfsp)?.oauthClient ?? null
const claim = ({ request: { token }, desired }: Explained): string =>
  token === null || token === 'invalid' ? '' : String(token[desired.hub.token.clientClaim] ?? '')

/** Every question of `decide`: what it says when it passes, when it refuses, where, and what would change it. */
export const TELLERS: Readonly<Record<Reason, Teller>> = {
  malformed: {
    passed: () => 'The request line and headers can be read in one way only.',
    refused: () => 'Another server could read this request line or these headers in another way than the gateway does.',
    at: none,
    remedy: () => 'send one FSPIOP-Source, no comma in it, and a path of plain segments',
  },
  'denied-by-operator': {
    passed: () => "The operator's deny list does not name it.",
    refused: () => "The operator's deny list names this address, certificate or DFSP.",
    at: none,
    remedy: () => 'the operator takes the line out of deny.lst and reloads the gateway',
  },
  'source-ip': {
    passed: ({ request, ...rest }) => `The address ${request.sourceIp} is in the egress of ${rest.dfsp ?? 'a DFSP'}.`,
    refused: ({ request, ...rest }) =>
      `The address ${request.sourceIp} is in the egress of ${rest.dfsp === null ? 'no active DFSP' : `others than ${rest.dfsp}, or nobody`}.`,
    at: egressPlaces,
    remedy: ({ dfsp, request }) => `add the network of ${request.sourceIp} to dfsps/${dfsp ?? '<id>'}/endpoints.yaml under egress, by a pull request`,
  },
  certificate: {
    passed: (request) => `The client certificate is one that the Hub issued to ${who(request)}.`,
    refused: certificateRefusal,
    at: certificatePlaces,
    remedy: () => 'muhuri status shows which certificate is in force; muhuri renew <id> --dir . asks for a new one',
  },
  revoked: {
    passed: () => 'The certificate is not revoked.',
    refused: ({ pin }) => `The certificate ${pin?.serial ?? ''} is revoked.`,
    at: revocationPlaces,
    remedy: ({ dfsp }) => `a revocation is for ever: muhuri renew ${dfsp ?? '<id>'} --dir .`,
  },
  expired: {
    passed: ({ pin }) => `The certificate is in force until ${pin?.notAfter ?? ''}.`,
    refused: ({ pin }) => (pin === null ? 'The certificate has expired.' : `The certificate is in force from ${pin.notBefore} to ${pin.notAfter} only.`),
    at: certificatePlaces,
    remedy: ({ dfsp }) => `muhuri renew ${dfsp ?? '<id>'} --dir .`,
  },
  status: {
    passed: (request) => `${who(request)} is active.`,
    refused: (request) =>
      `${who(request)} is ${request.desired.dfsps.find(({ id }) => id === request.dfsp)?.status ?? 'not known'}; only active DFSPs are served.`,
    at: profile('status'),
    remedy: ({ dfsp }) => `muhuri activate ${dfsp ?? '<id>'} --dir .`,
  },
  'token-missing': {
    passed: () => 'There is an access token.',
    refused: () => 'There is no access token.',
    at: settings('oauth', 'issuer'),
    remedy: ({ environment }) => `get one from ${environment.hub.endpoints?.value?.token.url ?? 'the token endpoint'}`,
  },
  'token-invalid': {
    passed: () => 'The token is of the issuer, for the audience, with a known key.',
    refused: () => 'The token is of another issuer or audience, is not valid yet, or its signature is by no known key.',
    at: (request) => [
      ...settings('oauth', 'issuer')(request),
      ...settings('oauth', 'audience')(request),
      ...request.desired.hub.token.keys.flatMap(({ path }) => wholeFile(path)),
    ],
    remedy: () => 'compare iss, aud and kid of the token with environment.yaml and hub/oauth',
  },
  'token-expired': {
    passed: () => 'The token has not expired.',
    refused: () => 'The token has expired.',
    at: settings('oauth', 'issuer'),
    remedy: () => 'get a new token',
  },
  'token-client': {
    passed: (request) => `The token is of ${who(request)}'s client "${claim(request)}".`,
    refused: (request) =>
      `The token is of the client "${claim(request)}"; that of ${who(request)} is ${clientOf(request) === null ? 'not set' : `"${clientOf(request)}"`}.`,
    at: profile('oauth', 'client'),
    remedy: ({ dfsp }) => `set oauth.client in dfsps/${dfsp ?? '<id>'}/dfsp.yaml, or use the client that stands there`,
  },
  'token-binding': {
    passed: ({ desired }) =>
      desired.hub.token.certificateBound ? 'The token is bound to this certificate.' : 'Tokens need not be bound to certificates here.',
    refused: () => 'The token is not bound to this certificate (cnf.x5t#S256, RFC 8705).',
    at: settings('oauth', 'certificateBound'),
    remedy: () => 'get the token over mTLS with the same certificate',
  },
  'fspiop-source': {
    passed: (request) => `FSPIOP-Source is "${fspIdOf(request)}".`,
    refused: (request) => `FSPIOP-Source is "${linesOf(request.request.headers, 'fspiop-source')[0] ?? ''}"; the certificate is of "${fspIdOf(request)}".`,
    at: profile('fspId'),
    remedy: (request) => `send FSPIOP-Source: ${fspIdOf(request)}`,
  },
  unsigned: {
    passed: () => 'It is signed, or needs no signature.',
    refused: () => 'It has a body and no FSPIOP-Signature.',
    at: none,
    remedy: () => 'muhuri jws sign --key … makes one',
  },
  role: {
    passed: (request) => `The role ${roleOf(request)?.role ?? ''} allows ${request.request.method} ${roleOf(request)?.resource ?? ''}.`,
    refused: (request) => `No role of ${who(request)} allows ${request.request.method} ${pathOf(request.request.target) ?? request.request.target}.`,
    at: rolePlaces,
    remedy: nothing,
  },
}

function egressPlaces({ environment, dfsp, request }: Explained): readonly Place[] {
  const document = folderOf(environment, dfsp)?.endpoints
  const address = parseAddress(request.sourceIp)
  const index = (document?.value?.egress ?? []).findIndex(({ cidr }) => {
    const network = parseCidr(cidr)
    return network !== null && address !== null && cidrContains(network, address)
  })
  return placeIn(document, index === -1 ? ['egress'] : ['egress', index, 'cidr'])
}

/** The certificate's own file, also where it is left out. */
function certificatePlaces({ environment, pin, request: { certificate } }: Explained): readonly Place[] {
  if (pin !== null) return wholeFile(pin.path)
  const sha256 = certificate === null ? null : sha256Hex(certificate)
  return environment.issued.certificates.flatMap(({ parsed, path }) => (parsed.ok && parsed.facts.sha256 === sha256 ? wholeFile(path) : []))
}

function certificateRefusal(request: Explained): string {
  const { certificate } = request.request
  if (certificate === null) return 'There is no client certificate.'
  const path = certificatePlaces(request)[0]?.path
  if (path === undefined) return `The certificate with SHA-256 ${sha256Hex(certificate)} is none that the Hub issued.`
  const left = request.desired.quarantined.find((one) => one.path === path)
  return `The certificate is the Hub's, but left out${left === undefined ? '' : `: ${left.code}`}.`
}

function revocationPlaces({ environment, pin }: Explained): readonly Place[] {
  const facts = environment.issued.certificates.find(({ path }) => path === pin?.path)?.parsed
  const names = new Set([pin?.serial ?? '', facts?.ok === true ? `spki-${facts.facts.publicKey.sha256}` : ''])
  return environment.revoked.filter(({ name }) => names.has(name)).flatMap((document) => placeIn(document, ['reason']))
}

interface Allowing {
  readonly role: string
  readonly index: number
  readonly resource: string
}

function roleOf({ desired, dfsp, request }: Explained): Allowing | null {
  const path = pathOf(request.target)
  for (const role of desired.dfsps.find(({ id }) => id === dfsp)?.roles ?? []) {
    const index = (desired.roles[role] ?? []).findIndex(({ method, resource }) => method === request.method && `${path}/`.startsWith(`${resource}/`))
    if (path !== null && index !== -1) return { role, index, resource: desired.roles[role]?.[index]?.resource ?? '' }
  }
  return null
}

function rolePlaces(request: Explained): readonly Place[] {
  const { environment, dfsp } = request
  const document = folderOf(environment, dfsp)?.profile
  const found = roleOf(request)
  if (found === null) return [...placeIn(document, ['roles']), ...placeIn(environment.settings, ['roles'])]
  const given = (document?.value?.roles ?? []).indexOf(found.role)
  return [...placeIn(document, ['roles', given]), ...placeIn(environment.settings, ['roles', found.role, found.index])]
}
