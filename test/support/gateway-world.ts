/** A Hub and DFSPs with throw-away keys, as the model that targets read, on loopback. */
import { createHash } from 'node:crypto'
import type { Desired, DesiredDfsp, DesiredHub, Pin } from '../../src/model/desired.ts'
import { type TestCa, type TestCertificate, type TestKey, testCa, testCertificate, testKey } from './pki.ts'

export interface World {
  readonly desired: Desired
  /** PKCS#8 PEM by rendered certificate file, `certs/hub-server-2026-11.pem`. */
  readonly keys: Readonly<Record<string, string>>
  readonly root: TestCa
  readonly clients: TestCa
  readonly serverRoot: TestCa
  readonly token: TestKey
  /** Client certificates by DFSP: right, revoked, and one of the CA that nobody registered. */
  readonly leaves: Readonly<Record<string, TestCertificate>>
  readonly callbacks: Readonly<Record<string, { readonly ca: TestCa; readonly server: TestCertificate }>>
}

const validity = (): { notBefore: Date; notAfter: Date } => ({ notBefore: new Date(Date.now() - 3_600_000), notAfter: new Date(Date.now() + 86_400_000) })
const sha256 = (der: Uint8Array): string => createHash('sha256').update(der).digest('hex')
const iso = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`

/** `greenbank` and `bluebank` (which shares 127.0.0.9 with it), active; `redbank`, suspended. */
export function gatewayWorld(ports: { readonly ingress: number; readonly upstream: number; readonly outbound: number; readonly callback: number }): World {
  const root = testCa({ subject: { CN: 'Hub Root' }, ...validity() })
  const clients = root.issueCa({ subject: { CN: 'Hub Clients' }, ...validity() })
  const serverRoot = testCa({ subject: { CN: 'Hub Servers' }, ...validity() })
  const hubServer = serverRoot.issue({ names: [{ kind: 'dns', value: 'hub.example' }], ...validity() })
  const token = testKey('rsa2048', 'token')
  const leaf = (id: string): TestCertificate =>
    clients.issue({ purpose: 'client', subject: { CN: id }, names: [{ kind: 'uri', value: `spiffe://pilot.example/dfsp/${id}` }], ...validity() })
  const leaves = { greenbank: leaf('greenbank'), bluebank: leaf('bluebank'), redbank: leaf('redbank'), revoked: leaf('greenbank'), unpinned: leaf('greenbank') }
  const stranger = testCa({ subject: { CN: 'Stranger' }, ...validity() }).issue({ purpose: 'client', ...validity() })
  const callbacks = Object.fromEntries(
    ['greenbank', 'bluebank'].map((id) => {
      const ca = testCa({ subject: { CN: `${id} root` }, ...validity() })
      return [
        id,
        {
          ca,
          server: ca.issue({ names: [{ kind: 'dns', value: `mojaloop.${id}.example` }], ...validity() }),
          client: ca.issue({ purpose: 'client', subject: { CN: 'switch' }, ...validity() }),
        },
      ]
    }),
  )
  const pinOf = (certificate: TestCertificate, revoked = false): Pin => ({
    sha256: sha256(certificate.der),
    serial: certificate.serial,
    notBefore: iso(validity().notBefore),
    notAfter: iso(validity().notAfter),
    revoked,
    pem: certificate.pem,
    path: `issued/certificates/${certificate.serial}.pem`,
  })
  const dfsp = (id: string, last: number, part: Partial<DesiredDfsp>): DesiredDfsp => {
    const own = callbacks[id]
    return {
      id,
      fspId: id === 'greenbank' ? 'Green-Bank' : id,
      name: `${id} Ltd`,
      status: 'active',
      served: true,
      pins: [],
      egress: [
        { cidr: `127.0.0.${last}/32`, family: 4 },
        { cidr: '127.0.0.9/32', family: 4 },
      ],
      oauthClient: `${id}-client`,
      roles: ['payer'],
      currencies: ['TZS'],
      callbacks: [{ resource: '*', endpoint: { scheme: 'https', host: `mojaloop.${id}.example`, port: ports.callback, basePath: '/fspiop' } }],
      callbackAddresses: [{ cidr: `127.0.0.${last}/32`, family: 4 }],
      serverAnchors: own === undefined ? [] : [{ pem: own.ca.pem, sha256: sha256(own.ca.der), path: `dfsps/${id}/ca/root.pem` }],
      serverChains:
        own === undefined
          ? []
          : [
              {
                name: '2026-11',
                pem: own.server.pem,
                sha256: sha256(own.server.der),
                notAfter: iso(validity().notAfter),
                path: `dfsps/${id}/server/2026-11.pem`,
              },
            ],
      hubClients:
        own === undefined
          ? []
          : [
              {
                name: '2026-11',
                pem: own.client.pem,
                sha256: sha256(own.client.der),
                notAfter: iso(validity().notAfter),
                anchor: { pem: own.ca.pem, sha256: sha256(own.ca.der), path: `dfsps/${id}/ca/root.pem` },
                path: `dfsps/${id}/hub-client/2026-11.pem`,
              },
            ],
      jws: [],
      crls: [],
      ...part,
    }
  }
  const anchor = (ca: TestCa, path: string): { pem: string; sha256: string; path: string } => ({ pem: ca.pem, sha256: sha256(ca.der), path })
  const crl = (ca: TestCa, entries: readonly { serial: string; revokedAt: Date; reason: string }[]): string =>
    ca.crl({ entries: entries as never, thisUpdate: validity().notBefore, nextUpdate: validity().notAfter }).pem
  const hub: DesiredHub = {
    id: 'switch',
    ingress: { host: 'hub.example', port: ports.ingress, addresses: ['127.0.0.1'], proxyFrom: [] },
    egress: [{ cidr: '127.0.0.1/32', family: 4 }],
    upstream: {
      base: { scheme: 'http', host: '127.0.0.1', port: ports.upstream, basePath: '' },
      resources: [{ resource: 'quotes', endpoint: { scheme: 'http', host: '127.0.0.1', port: ports.upstream, basePath: '/quoting' } }],
    },
    outbound: { address: '127.0.0.1', port: ports.outbound, url: `http://127.0.0.1:${ports.outbound}` },
    token: {
      issuer: "https://iam.pilot.example/o'hara $x",
      audience: 'fspiop',
      clientClaim: 'azp',
      certificateBound: true,
      algorithms: ['RS256'],
      url: 'https://iam.pilot.example/token',
      port: 443,
      addresses: ['192.0.2.11'],
      keys: [{ kid: 'k1', alg: 'RS256', pem: token.publicPem, name: '2026-11', path: 'hub/oauth/2026-11.pem' }],
    },
    clientCas: [
      { ...anchor(clients, 'hub/ca/clients.pem'), name: 'clients', root: false },
      { ...anchor(root, 'hub/ca/root.pem'), name: 'root', root: true },
    ],
    clientCrls: [
      { ca: 'clients', pem: crl(clients, [{ serial: leaves.revoked.serial, revokedAt: new Date(Date.now() - 60_000), reason: 'keyCompromise' }]) },
      { ca: 'root', pem: crl(root, []) },
    ],
    serverChains: [{ name: '2026-11', pem: hubServer.pem, sha256: sha256(hubServer.der), notAfter: iso(validity().notAfter), path: 'hub/server/2026-11.pem' }],
    serverAnchors: [anchor(serverRoot, 'hub/ca/servers.pem')],
    jws: [],
    deployKeys: [],
  }
  const desired: Desired = {
    environment: { id: '5f0c6c1e9d2b4a7f8e3d1c0b9a887766', name: 'pilot', tier: 'sandbox', trustDomain: 'pilot.example' },
    asOf: iso(new Date()),
    hub,
    roles: {
      payer: [
        { method: 'POST', resource: '/quotes' },
        { method: 'GET', resource: '/parties' },
        { method: 'PUT', resource: '/participants/MSISDN' },
      ],
    },
    dfsps: [
      dfsp('bluebank', 3, { pins: [pinOf(leaves.bluebank)] }),
      dfsp('greenbank', 2, { pins: [pinOf(leaves.greenbank), pinOf(leaves.revoked, true)] }),
      dfsp('redbank', 4, { pins: [pinOf(leaves.redbank)], status: 'suspended', served: false }),
    ],
    callbackPorts: [ports.callback],
    ilpVersion: 4,
    targets: { hub: ['haproxy', 'nftables'], dfsp: [] },
    quarantined: [],
  }
  const keys = Object.fromEntries([
    ['certs/hub-server-2026-11.pem', hubServer.key.privatePem],
    ...Object.entries(callbacks).map(([id, { client }]) => [`certs/hub-client-${id}-2026-11.pem`, client.key.privatePem]),
  ])
  return {
    desired,
    keys,
    root,
    clients,
    serverRoot,
    token,
    leaves: { ...leaves, stranger, selfSigned: testCertificate({ purpose: 'client', ...validity() }) },
    callbacks,
  }
}
