import { createHash } from 'node:crypto'
import { assembleCrl, buildTbsCrl } from '../../src/pki/build-crl.ts'
import { keyPair } from '../../src/pki/keys.ts'
import { writePem } from '../../src/pki/pem.ts'
import { issuerOf, serverLeaf } from '../../src/pki/profiles.ts'
import { hubClientsCa, hubRootCa, hubServersCa, ofHub, SAMPLE_HOST } from './sample-authorities.ts'
import { certify, type SampleCertificate, sampleKey, serialOf } from './sample-keys.ts'

const ENVIRONMENT = `id: 5f0c6c1e9d2b4a7f8e3d1c0b9a887766
name: pilot
tier: pre-production
trustDomain: pilot.example
hub: switch
policy:
  assurance: basic
  keys: { rsaBits: [2048, 3072, 4096], rsaExponents: [65537], curves: [P-256, P-384], blocked: blocked-keys.txt }
  clientCertificate: { days: 397, renewBeforeDays: 30, backdateMinutes: 5 }
  serverCertificate: { maxDays: 825, renewBeforeDays: 30 }
  hubClientCertificate: { maxDays: 825, renewBeforeDays: 30 }
  ca: { maxDays: 7305 }
  jws: { algorithms: [RS256], rsaBits: [2048, 3072, 4096], noticeHours: 24, maxAgeSeconds: 300 }
  crl: { days: 30, refreshBeforeDays: 15, rootDays: 400, backdateMinutes: 60, url: null }
  addresses: { minPrefixV4: 24, minPrefixV6: 48, maxEntries: 64, allow: [private, documentation] }
  callbacks: { ports: [443, 8443] }
  guards: { removedRatio: 0.3, minItems: 10, grownRatio: 4 }
roles:
  payer: [POST /quotes, GET /quotes, POST /transfers, GET /transfers, GET /parties, GET /participants, PUT /transactionRequests, PUT /authorizations, PUT /ping]
  payee: [PUT /quotes, PUT /parties, PUT /transfers, GET /transfers, POST /participants, PUT /participants, DELETE /participants, GET /participants, POST /transactionRequests, GET /transactionRequests, GET /authorizations, PUT /ping]
  fxp: [PUT /fxQuotes, PUT /fxTransfers, PUT /services, PUT /ping]
oauth: { issuer: https://iam.pilot.example/realms/dfsps, audience: fspiop, clientClaim: azp, algorithms: [RS256], certificateBound: false }
ilp: { version: 4 }
signers:
  clients: { kind: file }
targets: { hub: [haproxy, nftables, jwks], dfsp: [sdk-scheme-adapter, nftables, trust-bundle] }
reviewers: { team: hub-reviewers, approvals: 1 }
admins: { team: hub-admins, approvals: 2 }
approval: environment
`

const PROFILE = `name: Pilot Hub Ltd
country: TZ
admins: [2001, 2002]
reviewers: [2003]
machines: [9001]
contacts: [{ email: hub@pilot.example, for: technical }]
`

const ENDPOINTS = `ingress: { host: ${SAMPLE_HOST}, port: 443, addresses: [192.0.2.10], proxyProtocol: { from: [] } }
egress: { addresses: [192.0.2.20/32] }
upstream: { base: "http://127.0.0.1:8080", resources: {} }
outbound: { bind: "127.0.0.1:8081", url: "http://127.0.0.1:8081" }
token: { url: https://iam.pilot.example/realms/dfsps/protocol/openid-connect/token, addresses: [192.0.2.11] }
`

/** Everything of the Hub's, and the current CRLs of its three CAs. */
export function sampleHubFiles(): Record<string, string> {
  return {
    'environment.yaml': ENVIRONMENT,
    'hub/hub.yaml': PROFILE,
    'hub/endpoints.yaml': ENDPOINTS,
    'hub/ca/root.pem': hubRootCa().pem,
    'hub/ca/clients.pem': hubClientsCa().pem,
    'hub/ca/servers.pem': hubServersCa().pem,
    'hub/server/2026-11.pem': hubServer().pem + hubServersCa().pem,
    'hub/jws/2026-11.pem': sampleKey('hub-jws-2026-11').publicPem,
    'hub/deploy/2026-11.pem': sampleKey('hub-deploy-2026-11').publicPem,
    'hub/oauth/2026-11.pem': sampleKey('oauth-2026-11').publicPem,
    'hub/oauth/2026-11.yaml': `kid: ${createHash('sha256').update(sampleKey('oauth-2026-11').spki).digest('base64url')}\nalg: RS256\n`,
    'hub/crl/root.pem': crl(hubRootCa(), { key: 'hub-ca-root', nextUpdate: new Date('2027-12-01T00:00:00Z') }),
    'issued/crl/clients.pem': crl(hubClientsCa(), { key: 'hub-ca-clients', nextUpdate: new Date('2026-12-20T00:00:00Z') }),
    'hub/crl/servers.pem': crl(hubServersCa(), { key: 'hub-ca-servers', nextUpdate: new Date('2026-12-20T00:00:00Z') }),
  }
}

function hubServer(): SampleCertificate {
  const fields = serverLeaf({
    serial: serialOf('04'),
    subject: ofHub(SAMPLE_HOST),
    publicKey: sampleKey('hub-server-2026-11').spki,
    notBefore: new Date('2026-11-01T00:00:00Z'),
    notAfter: new Date('2028-11-01T00:00:00Z'),
    issuer: issuerOf(hubServersCa().facts, 'ecdsa-with-SHA256'),
    hosts: [SAMPLE_HOST],
  })
  return certify(fields, sampleKey('hub-ca-servers'))
}

function crl({ facts }: SampleCertificate, { key, nextUpdate }: { readonly key: string; readonly nextUpdate: Date }): string {
  const tbs = buildTbsCrl({
    algorithm: 'ecdsa-with-SHA256',
    issuer: facts.subject.der,
    keyIdentifier: facts.decoded.subjectKeyIdentifier ?? new Uint8Array(),
    number: 1n,
    thisUpdate: new Date('2026-11-20T00:00:00Z'),
    nextUpdate,
    entries: [],
  })
  return writePem('X509 CRL', assembleCrl(tbs, 'ecdsa-with-SHA256', keyPair(sampleKey(key).privateKey).sign(tbs)))
}
