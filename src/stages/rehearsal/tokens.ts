import type { Desired, DesiredDfsp } from '../../model/desired.ts'
import { dfspUri } from '../../pki/profiles.ts'
import { parsePublicKeyPem } from '../../pki/spki.ts'
import { clientIdentity, type Tokens } from './company.ts'
import type { Prepared } from './prepared.ts'
import type { Token } from './request.ts'
import type { Identity, IssuerOrders, Scene, TokenRequest } from './scene.ts'
import { familyOf, HUB, type Layout } from './stations.ts'

const LIFETIME_SECONDS = 600
const BEHIND_SECONDS = 3600
const RESOURCE = 'urn:muhuri:rehearsal'

/** What asking for tokens needs to know. */
export interface TokenWorld {
  readonly desired: Desired
  readonly prepared: Prepared
  readonly layout: Layout
}

/** Starts the token issuer and has each DFSP get one token in force and one that has expired, over the wire; empty where the environment has no key to sign with. */
export async function fetchTokens(scene: Scene, world: TokenWorld): Promise<ReadonlyMap<string, Tokens>> {
  const orders = issuerOrders(world)
  const [first] = world.layout.token
  if (orders.keys.length === 0 || first === undefined) return new Map()
  await scene.openIssuer(first.station, orders)
  const fetched = orders.clients.map(async ({ id }) => {
    const dfsp = world.desired.dfsps.find(({ oauthClient }) => oauthClient === id)
    const request = dfsp === undefined ? null : tokenRequest(world, dfsp)
    if (dfsp === undefined || request === null) return []
    const [right, expired] = await Promise.all([scene.token(request), scene.token({ ...request, behindSeconds: BEHIND_SECONDS })])
    return [[dfsp.id, { right: readToken(right), expired: readToken(expired) }] as const]
  })
  return new Map((await Promise.all(fetched)).flat())
}

/** One token more for a DFSP, for this certificate and by a clock that is ahead of the issuer's; null where it can have none. */
export async function fetchToken(
  scene: Scene,
  world: TokenWorld,
  { dfsp, identity, aheadSeconds }: { readonly dfsp: DesiredDfsp; readonly identity: Identity; readonly aheadSeconds: number },
): Promise<Token | null> {
  const request = tokenRequest(world, dfsp)
  if (request === null || world.desired.hub.token.keys.length === 0) return null
  return readToken(await scene.token({ ...request, identity, behindSeconds: -aheadSeconds }))
}

function issuerOrders({ desired, prepared, layout }: TokenWorld): IssuerOrders {
  const { token, clientCas } = desired.hub
  const keys = token.keys.flatMap(({ kid, alg, pem }) => {
    const key = privateHalf(prepared, pem)
    return key === null ? [] : [{ kid, alg, key }]
  })
  const clients = desired.dfsps.filter(({ oauthClient, pins }) => oauthClient !== null && pins.length > 0)
  return {
    issuer: token.issuer,
    path: new URL(token.url).pathname,
    audience: token.audience,
    claim: token.clientClaim,
    certificateBound: token.certificateBound,
    lifetime: LIFETIME_SECONDS,
    resource: RESOURCE,
    keys,
    clients: clients.flatMap(({ id, oauthClient }, index) => {
      const key = keys[index % keys.length]
      if (key === undefined || oauthClient === null) return []
      return [{ id: oauthClient, kid: key.kid, alg: key.alg, uri: dfspUri(desired.environment.trustDomain, id), key: clientKey(prepared, id) }]
    }),
    listen: layout.token.map(({ address }) => ({ address, port: portOf(token.url) })),
    tls: { cert: prepared.props.issuer.cert, key: prepared.props.issuer.key, ca: clientCas.map(({ pem }) => pem).join('') + laterCas(prepared) },
  }
}

/** CAs that issue to clients in some variant only. */
function laterCas({ variants }: Prepared): string {
  return variants.map(({ files }) => files.set['hub/haproxy/ca/clients.pem'] ?? '').join('')
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url)
  if (port !== '') return Number(port)
  return protocol === 'http:' ? 80 : 443
}

/** The key that the DFSP registered for `private_key_jwt`, public; null where it authenticates by certificate. */
function clientKey({ tree }: Prepared, dfsp: string): string | null {
  const path = Object.keys(tree).find((known) => known.startsWith(`dfsps/${dfsp}/oauth/`) && known.endsWith('.pem'))
  return path === undefined ? null : (tree[path] ?? null)
}

function privateHalf({ keys }: Prepared, publicPem: string): string | null {
  const parsed = parsePublicKeyPem(Buffer.from(publicPem))
  return parsed.ok ? (keys[parsed.facts.sha256] ?? null) : null
}

function tokenRequest({ desired, prepared, layout }: TokenWorld, dfsp: DesiredDfsp): TokenRequest | null {
  const { token } = desired.hub
  const identity = clientIdentity(prepared, dfsp)
  const sources = layout.sources.get(dfsp.id) ?? []
  const [to] = layout.token
  const key = clientKey(prepared, dfsp.id)
  if (identity === null || to === undefined || dfsp.oauthClient === null) return null
  // Where the endpoint is not on the wire, or not in a family that the DFSP speaks, the token is fetched beside it.
  const from = to.station === HUB ? undefined : sources.find(({ address }) => familyOf(address) === familyOf(to.address))
  return {
    station: from?.station ?? to.station,
    source: from?.address ?? null,
    host: to.address,
    port: portOf(token.url),
    serverName: new URL(token.url).hostname,
    ca: prepared.props.issuer.ca,
    identity,
    path: new URL(token.url).pathname,
    issuer: token.issuer,
    client: dfsp.oauthClient,
    assertionKey: key === null ? null : privateHalf(prepared, key),
    behindSeconds: 0,
  }
}

function readToken(text: string): Token {
  return { text, claims: JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString('utf8')) as Token['claims'] }
}
