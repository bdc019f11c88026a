import { sha256Hex } from '../../src/pki/digest.ts'
import { clientLeaf, dfspUri, hubUri, issuerOf, serverLeaf } from '../../src/pki/profiles.ts'
import { testCsr } from './pki.ts'
import { dfspCa, hubClientsCa, nameOf, ofHub, SAMPLE_DFSPS, SAMPLE_TRUST_DOMAIN, type SampleDfsp } from './sample-authorities.ts'
import { certify, type SampleCertificate, sampleKey, serialOf } from './sample-keys.ts'

/** Serials of the client certificates that the Hub issued. */
export const SAMPLE_SERIALS: Readonly<Record<SampleDfsp, string>> = { greenbank: serialOf('61'), bluebank: serialOf('62') }

const ALGORITHM = 'ecdsa-with-SHA256'
const FROM = new Date('2026-11-02T00:00:00Z')
const CLIENT_UNTIL = new Date('2027-12-04T00:00:00Z')
const OTHERS_UNTIL = new Date('2028-11-01T00:00:00Z')

/** Everything of one active DFSP, and what the Hub issued to it. */
export function sampleDfspFiles(dfsp: SampleDfsp): Record<string, string> {
  const csr = testCsr({
    key: sampleKey(`${dfsp}-client-2026-11`),
    subject: nameOf({ country: 'TZ', organization: SAMPLE_DFSPS[dfsp].name, commonName: dfsp }),
  }).pem
  const hubCsr = testCsr({ key: sampleKey(`hub-client-${dfsp}-2026-11`), subject: nameOf(ofHub('switch')) }).pem
  const client = clientCertificate(dfsp)
  const folder = `dfsps/${dfsp}`
  const issued = `issued/certificates/${dfsp}/2026-11.${SAMPLE_SERIALS[dfsp]}`
  return {
    [`${folder}/dfsp.yaml`]: profile(dfsp),
    [`${folder}/endpoints.yaml`]: endpoints(dfsp),
    [`${folder}/ca/root.pem`]: dfspCa(dfsp).pem,
    [`${folder}/server/2026-11.pem`]: serverCertificate(dfsp).pem,
    [`${folder}/client/2026-11.csr`]: csr,
    [`${folder}/hub-client/2026-11.csr`]: hubCsr,
    [`${folder}/hub-client/2026-11.pem`]: hubClientCertificate(dfsp).pem,
    [`${folder}/jws/2026-11.pem`]: sampleKey(`${dfsp}-jws-2026-11`).publicPem,
    [`${issued}.pem`]: client.pem,
    [`${issued}.json`]: `${JSON.stringify(record(dfsp, client, csr), null, 2)}\n`,
  }
}

function profile(dfsp: SampleDfsp): string {
  const { name, owner } = SAMPLE_DFSPS[dfsp]
  return `name: ${name}
country: TZ
status: active
owners: [${owner}]
roles: [payer, payee]
currencies: [TZS]
oauth: { client: ${dfsp} }
contacts: [{ email: mojaloop@${dfsp}.example, for: technical }]
`
}

function endpoints(dfsp: SampleDfsp): string {
  const { network } = SAMPLE_DFSPS[dfsp]
  return `egress:
  - { cidr: ${network}.16/29, note: Data centre A }
callbacks:
  base: https://mojaloop.${dfsp}.example:8443/fspiop
  resources: {}
  addresses: [${network}.24]
`
}

function serverCertificate(dfsp: SampleDfsp): SampleCertificate {
  const host = `mojaloop.${dfsp}.example`
  const fields = serverLeaf({
    serial: serialOf(`${SAMPLE_DFSPS[dfsp].digits[1]}a`),
    subject: { country: 'TZ', organization: SAMPLE_DFSPS[dfsp].name, commonName: host },
    publicKey: sampleKey(`${dfsp}-server-2026-11`).spki,
    notBefore: FROM,
    notAfter: OTHERS_UNTIL,
    issuer: issuerOf(dfspCa(dfsp).facts, ALGORITHM),
    hosts: [host],
  })
  return certify(fields, sampleKey(`${dfsp}-ca`))
}

function hubClientCertificate(dfsp: SampleDfsp): SampleCertificate {
  const fields = clientLeaf({
    serial: serialOf(`${SAMPLE_DFSPS[dfsp].digits[1]}b`),
    subject: ofHub('switch'),
    publicKey: sampleKey(`hub-client-${dfsp}-2026-11`).spki,
    notBefore: FROM,
    notAfter: OTHERS_UNTIL,
    issuer: issuerOf(dfspCa(dfsp).facts, ALGORITHM),
    uri: hubUri(SAMPLE_TRUST_DOMAIN),
  })
  return certify(fields, sampleKey(`${dfsp}-ca`))
}

function clientCertificate(dfsp: SampleDfsp): SampleCertificate {
  const fields = clientLeaf({
    serial: SAMPLE_SERIALS[dfsp],
    subject: { country: 'TZ', organization: SAMPLE_DFSPS[dfsp].name, commonName: dfsp },
    publicKey: sampleKey(`${dfsp}-client-2026-11`).spki,
    notBefore: FROM,
    notAfter: CLIENT_UNTIL,
    issuer: issuerOf(hubClientsCa().facts, ALGORITHM),
    uri: dfspUri(SAMPLE_TRUST_DOMAIN, dfsp),
  })
  return certify(fields, sampleKey('hub-ca-clients'))
}

function record(dfsp: SampleDfsp, { facts }: SampleCertificate, csr: string): object {
  return {
    version: 1,
    state: 'issued',
    serial: SAMPLE_SERIALS[dfsp],
    issuer: 'clients',
    dfsp,
    csr: { path: `dfsps/${dfsp}/client/2026-11.csr`, sha256: sha256Hex(new TextEncoder().encode(csr)) },
    spki: facts.publicKey.sha256,
    tbs: sha256Hex(facts.tbs),
    certificate: facts.sha256,
    notBefore: '2026-11-02T00:00:00Z',
    notAfter: '2027-12-04T00:00:00Z',
    sourceCommit: null,
    pullRequest: null,
    approvals: [],
    policy: `sha256:${'0'.repeat(64)}`,
    toolkit: 'muhuri 1.0.0',
    reissueOf: null,
  }
}
