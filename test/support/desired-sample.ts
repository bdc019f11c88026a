/** The model of a small scheme for targets: everything can be replaced. Keys and certificates come from `material`: fixed text, or real throw-away ones. */
import { createHash } from 'node:crypto'
import type { Address, Desired, DesiredDfsp, DesiredHub, JwsKey, Pin, ServerChain, TrustAnchor } from '../../src/model/desired.ts'

export interface Material {
  anchor(name: string): { readonly pem: string; readonly sha256: string }
  /** A certificate of that anchor. */
  leaf(name: string, anchor: string, purpose: 'client' | 'server'): { readonly pem: string; readonly sha256: string }
  crl(anchor: string): string
  publicKey(name: string): { readonly pem: string; readonly sha256: string }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')
const pem = (label: string, name: string): string => `-----BEGIN ${label}-----\n${Buffer.from(name).toString('base64')}\n-----END ${label}-----\n`

/** Fixed text in the place of keys and certificates: the same bytes on every machine. */
export const fixedMaterial: Material = {
  anchor: (name) => ({ pem: pem('CERTIFICATE', `ca ${name}`), sha256: digest(`ca ${name}`) }),
  leaf: (name, anchor) => ({ pem: pem('CERTIFICATE', `${name} by ${anchor}`), sha256: digest(`${name} by ${anchor}`) }),
  crl: (anchor) => pem('X509 CRL', anchor),
  publicKey: (name) => ({ pem: pem('PUBLIC KEY', name), sha256: digest(name) }),
}

export const v4 = (...cidrs: readonly string[]): readonly Address[] => cidrs.map((cidr) => ({ cidr, family: 4 }))
export const v6 = (...cidrs: readonly string[]): readonly Address[] => cidrs.map((cidr) => ({ cidr, family: 6 }))

const UNTIL = '2027-11-01T00:00:00Z'

const trust = (material: Material, name: string, path: string): TrustAnchor => ({ ...material.anchor(name), path })
const chain = (leaf: { readonly pem: string; readonly sha256: string }, name: string, path: string): ServerChain => ({ name, ...leaf, notAfter: UNTIL, path })

/** A client certificate in force. */
export function samplePin(material: Material, id: string, part: Partial<Pin> = {}): Pin {
  const leaf = material.leaf(`${id} ${part.serial ?? '01'}`, 'clients', 'client')
  return {
    ...leaf,
    serial: '01',
    notBefore: '2026-11-01T00:00:00Z',
    notAfter: UNTIL,
    revoked: false,
    path: `issued/certificates/${id}/2026-11.01.pem`,
    ...part,
  }
}

/** A published JWS key. */
export function sampleJws(material: Material, name: string, part: Partial<JwsKey> = {}): JwsKey {
  const key = material.publicKey(name)
  return {
    name: '2026-11',
    kid: digest(name).slice(0, 43),
    alg: 'RS256',
    ...key,
    jwk: { e: 'AQAB', kty: 'RSA', n: digest(name) },
    activeFrom: null,
    retireAfter: null,
    path: `jws/${name}.pem`,
    ...part,
  }
}

/** An active DFSP that can do everything; `index` keeps the addresses of several apart. */
export function sampleDfsp(material: Material, id: string, index: number, part: Partial<DesiredDfsp> = {}): DesiredDfsp {
  const anchor = trust(material, id, `dfsps/${id}/ca/root.pem`)
  return {
    id,
    fspId: id,
    name: `The ${id}`,
    status: 'active',
    served: true,
    pins: [samplePin(material, id)],
    egress: v4(`198.51.100.${16 * (index + 1)}/29`),
    oauthClient: id,
    roles: ['payee', 'payer'],
    currencies: ['TZS'],
    callbacks: [{ resource: '*', endpoint: { scheme: 'https', host: `mojaloop.${id}.example`, port: 8443, basePath: '/fspiop' } }],
    callbackAddresses: v4(`203.0.113.${10 + index}/32`),
    serverAnchors: [anchor],
    serverChains: [chain(material.leaf(`${id} server`, id, 'server'), '2026-11', `dfsps/${id}/server/2026-11.pem`)],
    hubClients: [{ ...chain(material.leaf(`switch at ${id}`, id, 'client'), '2026-11', `dfsps/${id}/hub-client/2026-11.pem`), anchor }],
    jws: [sampleJws(material, id)],
    crls: [],
    ...part,
  }
}

function sampleHub(material: Material): DesiredHub {
  const server = chain(material.leaf('hub server', 'root', 'server'), '2026-11', 'hub/server/2026-11.pem')
  return {
    id: 'switch',
    ingress: { host: 'interop.pilot.example', port: 443, addresses: ['192.0.2.10'], proxyFrom: [] },
    egress: v4('192.0.2.20/32'),
    upstream: { base: { scheme: 'http', host: '127.0.0.1', port: 8080, basePath: '' }, resources: [] },
    outbound: { address: '127.0.0.1', port: 8081, url: 'http://127.0.0.1:8081' },
    token: {
      issuer: 'https://iam.pilot.example/realms/dfsps',
      audience: 'fspiop',
      clientClaim: 'azp',
      certificateBound: false,
      algorithms: ['RS256'],
      url: 'https://iam.pilot.example/realms/dfsps/protocol/openid-connect/token',
      port: 443,
      addresses: ['192.0.2.11'],
      keys: [{ kid: 'key-1', alg: 'RS256', pem: material.publicKey('issuer').pem, name: '2026-11', path: 'hub/oauth/2026-11.pem' }],
    },
    clientCas: [
      { ...trust(material, 'clients', 'hub/ca/clients.pem'), name: 'clients', root: false },
      { ...trust(material, 'root', 'hub/ca/root.pem'), name: 'root', root: true },
    ],
    clientCrls: [
      { ca: 'clients', pem: material.crl('clients') },
      { ca: 'root', pem: material.crl('root') },
    ],
    serverChains: [server],
    serverAnchors: [trust(material, 'root', 'hub/ca/root.pem')],
    jws: [sampleJws(material, 'switch')],
    deployKeys: [],
  }
}

/** A pilot with these DFSPs. */
export function sampleDesired(
  material: Material,
  dfsps: readonly DesiredDfsp[],
  part: { readonly hub?: Partial<DesiredHub> } & Partial<Omit<Desired, 'hub'>> = {},
): Desired {
  const { hub, ...rest } = part
  return {
    environment: { id: '5f0c6c1e9d2b4a7f8e3d1c0b9a887766', name: 'pilot', tier: 'pre-production', trustDomain: 'pilot.example' },
    asOf: '2026-11-23T10:00:00Z',
    hub: { ...sampleHub(material), ...hub },
    roles: {
      fxp: [{ method: 'PUT', resource: '/fxQuotes' }],
      payee: [
        { method: 'PUT', resource: '/quotes' },
        { method: 'PUT', resource: '/transfers' },
      ],
      payer: [
        { method: 'POST', resource: '/quotes' },
        { method: 'POST', resource: '/transfers' },
        { method: 'GET', resource: '/parties' },
      ],
    },
    dfsps,
    callbackPorts: [443, 8443],
    ilpVersion: 4,
    targets: { hub: ['haproxy', 'nftables', 'jwks', 'mojaloop'], dfsp: ['sdk-scheme-adapter', 'nftables', 'trust-bundle'] },
    quarantined: [],
    ...rest,
  }
}
