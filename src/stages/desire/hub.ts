import { jwkOfSpki } from '../../jws/jwk.ts'
import type { ClientCa, DesiredHub, Endpoint, TokenKey } from '../../model/desired.ts'
import type { Environment } from '../../model/environment.ts'
import type { HubEndpointsFile } from '../../model/generated/files.ts'
import { isInForce } from '../../model/holdings.ts'
import { hubAuthorities, retiredAuthorities } from '../../model/hub-authorities.ts'
import { readBaseUrl } from '../../net/callback-url.ts'
import { parseSocketAddress } from '../../net/socket-address.ts'
import type { CertificateFacts, CrlFacts } from '../../pki/facts.ts'
import { PURPOSE_OID } from '../../pki/oids.ts'
import { writePem } from '../../pki/pem.ts'
import { crlSignedBy, signedBy } from '../../pki/verify.ts'
import { addressList, cidrList } from './addresses.ts'
import { anchorOf, authorities, distinctAnchors, type ValidatedChain, validatedChains } from './chains.ts'
import { type Context, usable } from './context.ts'
import { desiredJws } from './jws-keys.ts'

/** The Hub's side of the model, or null where its endpoints cannot be read. */
export function desiredHub(context: Context): DesiredHub | null {
  const { environment, settings } = context
  const endpoints = environment.hub.endpoints?.value
  const outbound = endpoints === null || endpoints === undefined ? null : parseSocketAddress(endpoints.outbound.bind)
  const base = endpoints === null || endpoints === undefined ? null : endpointOf(endpoints.upstream.base)
  if (endpoints === null || endpoints === undefined || outbound === null || base === null) return null
  const cas = clientCas(context)
  const servers = validatedChains(context, environment.hub.server, {
    trust: authorities(context, trustedCas(environment), environment.hub.serverCa),
    purpose: 'server',
  })
  const { address } = outbound
  return {
    id: settings.hub,
    ingress: {
      host: endpoints.ingress.host,
      port: endpoints.ingress.port,
      addresses: addressList(endpoints.ingress.addresses),
      proxyFrom: cidrList(endpoints.ingress.proxyProtocol.from),
    },
    egress: cidrList(endpoints.egress.addresses),
    upstream: { base, resources: resources(endpoints) },
    outbound: { address: address.text.slice(0, address.text.indexOf('/')), port: outbound.port, url: endpoints.outbound.url },
    token: tokenOf(context, endpoints),
    clientCas: cas.map(({ ca }) => ca),
    clientCrls: cas.flatMap(({ ca, facts }) => currentCrl(context, ca.name, facts)),
    serverChains: servers.map(({ anchor: _, ...chain }) => chain),
    serverAnchors: distinctAnchors([...servers, ...announcedRoots(context, servers)]),
    jws: desiredJws(context, environment.hub.jws, environment.hub.jwsSchedules),
    deployKeys: usable(context, environment.hub.deploy).map(({ facts }) => ({ sha256: facts.sha256, pem: writePem('PUBLIC KEY', facts.spki) })),
  }
}

function trustedCas(environment: Environment): Environment['hub']['ca'] {
  const retired = retiredAuthorities(environment)
  return environment.hub.ca.filter(({ name }) => !retired.has(name))
}

/** Roots that the Hub's server certificates will lead to after the next change of CA: DFSPs must trust them before. None where the server certificate comes from elsewhere. */
function announcedRoots(context: Context, servers: readonly ValidatedChain[]): readonly Pick<ValidatedChain, 'anchor'>[] {
  if (!servers.some(({ anchor }) => anchor.path.startsWith('hub/ca/'))) return []
  const known = new Set(usable(context, context.environment.hub.ca).map(({ artefact }) => artefact.path))
  return hubAuthorities(context.environment)
    .filter(({ role, state, path, facts }) => role === 'root' && state === 'next' && known.has(path) && isInForce(facts, context.at))
    .map(({ facts, path }) => ({ anchor: anchorOf(facts, path) }))
}

/** `https://host:port/path` taken apart, or null. */
export function endpointOf(url: string): Endpoint | null {
  const reading = readBaseUrl(url)
  return reading.ok ? reading.url : null
}

function resources(endpoints: HubEndpointsFile): DesiredHub['upstream']['resources'] {
  return Object.entries(endpoints.upstream.resources)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([resource, url]) => {
      const endpoint = endpointOf(url)
      return endpoint === null ? [] : [{ resource, endpoint }]
    })
}

interface KnownCa {
  readonly ca: ClientCa
  readonly facts: CertificateFacts
}

/** Issuing CAs for client authentication, each with the root that signed it, in path order; one without root is left out. */
function clientCas(context: Context): readonly KnownCa[] {
  const known = usable(context, trustedCas(context.environment)).filter(
    ({ facts }) => isInForce(facts, context.at) && !context.revocations.serials.has(facts.serial),
  )
  const roots = known.filter(({ facts }) => facts.selfIssued)
  const issuing = known.filter(({ artefact, facts }) => issuesClients(context, artefact.name, facts) && roots.some((root) => signedBy(facts, root.facts)))
  const over = roots.filter((root) => issuing.some(({ facts }) => signedBy(facts, root.facts)))
  return [...issuing, ...over].map(({ artefact, facts }) => ({ ca: { ...anchorOf(facts, artefact.path), name: artefact.name, root: facts.selfIssued }, facts }))
}

function issuesClients({ settings }: Context, name: string, facts: CertificateFacts): boolean {
  if (facts.selfIssued || facts.decoded.basicConstraints?.ca !== true) return false
  const purposes = facts.decoded.extendedKeyUsage?.purposes
  return purposes === undefined ? name === 'clients' || Object.hasOwn(settings.signers, name) : purposes.includes(PURPOSE_OID.clientAuth)
}

/** The newest CRL of that CA, by number then time, even when its time is over: the pins are the authority. */
function currentCrl(context: Context, ca: string, facts: CertificateFacts): DesiredHub['clientCrls'] {
  const { hub, issued } = context.environment
  const [newest] = usable(context, [...issued.crl, ...hub.crl])
    .map(({ facts: crl }) => crl)
    .filter((crl) => Buffer.compare(crl.issuer.der, facts.subject.der) === 0 && crlSignedBy(crl, facts))
    .sort(newestCrlFirst)
  return newest === undefined ? [] : [{ ca, pem: writePem('X509 CRL', newest.der) }]
}

function newestCrlFirst(a: CrlFacts, b: CrlFacts): number {
  if (a.number !== b.number) return (a.number ?? -1n) > (b.number ?? -1n) ? -1 : 1
  return Number(b.thisUpdate) - Number(a.thisUpdate)
}

function tokenOf(context: Context, { token }: HubEndpointsFile): DesiredHub['token'] {
  const { issuer, audience, clientClaim, certificateBound, algorithms } = context.settings.oauth
  const endpoint = endpointOf(token.url)
  return {
    issuer,
    audience,
    clientClaim,
    certificateBound,
    algorithms,
    url: token.url,
    port: endpoint?.port ?? 443,
    addresses: addressList(token.addresses),
    keys: tokenKeys(context),
  }
}

/** A key counts with the file that says its kid and algorithm; the algorithm must be policy's and fit the key. */
function tokenKeys(context: Context): readonly TokenKey[] {
  const { oauth, oauthKeys } = context.environment.hub
  return usable(context, oauth).flatMap(({ artefact: { name, path }, facts }) => {
    const said = oauthKeys.find((key) => key.name === name && !context.left.has(key.path))?.value
    if (said === null || said === undefined || !context.settings.oauth.algorithms.includes(said.alg) || jwkOfSpki(facts.spki)?.alg !== said.alg) return []
    return [{ kid: said.kid, alg: said.alg, pem: writePem('PUBLIC KEY', facts.spki), name, path }]
  })
}
