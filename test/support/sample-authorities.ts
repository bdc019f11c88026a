import { clientsCa, dfspRoot, hubRoot, issuerOf, serversCa, subjectName } from '../../src/pki/profiles.ts'
import { certify, once, type SampleCertificate, sampleKey, serialOf } from './sample-keys.ts'

const ALGORITHM = 'ecdsa-with-SHA256'
const VALIDITY = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2036-01-01T00:00:00Z') }

export const SAMPLE_HOST = 'interop.pilot.example'
export const SAMPLE_TRUST_DOMAIN = 'pilot.example'

/** What the two DFSPs are called and where they are. */
export const SAMPLE_DFSPS = {
  greenbank: { name: 'Green Bank Ltd', owner: 1001, network: '198.51.100', digits: '61' },
  bluebank: { name: 'Blue Bank Ltd', owner: 1002, network: '203.0.113', digits: '62' },
} as const

export type SampleDfsp = keyof typeof SAMPLE_DFSPS

/** Subject of something of the Hub's. */
export const ofHub = (commonName: string) => ({ country: 'TZ', organization: 'Pilot Hub Ltd', commonName })

export const hubRootCa = (): SampleCertificate =>
  once('hub root', () => {
    const key = sampleKey('hub-ca-root')
    return certify(hubRoot({ ...VALIDITY, serial: serialOf('01'), subject: ofHub('pilot Root CA'), publicKey: key.spki, algorithm: ALGORITHM }), key)
  })

export const hubClientsCa = (): SampleCertificate =>
  once('hub clients', () => {
    const issuer = issuerOf(hubRootCa().facts, ALGORITHM)
    const publicKey = sampleKey('hub-ca-clients').spki
    return certify(
      clientsCa({ ...VALIDITY, serial: serialOf('02'), subject: ofHub('pilot Clients CA'), publicKey, issuer, trustDomain: SAMPLE_TRUST_DOMAIN }),
      sampleKey('hub-ca-root'),
    )
  })

export const hubServersCa = (): SampleCertificate =>
  once('hub servers', () => {
    const issuer = issuerOf(hubRootCa().facts, ALGORITHM)
    const publicKey = sampleKey('hub-ca-servers').spki
    return certify(
      serversCa({ ...VALIDITY, serial: serialOf('03'), subject: ofHub('pilot Servers CA'), publicKey, issuer, hosts: [SAMPLE_HOST] }),
      sampleKey('hub-ca-root'),
    )
  })

export const dfspCa = (dfsp: SampleDfsp): SampleCertificate =>
  once(`${dfsp} root`, () => {
    const key = sampleKey(`${dfsp}-ca`)
    const { name, digits } = SAMPLE_DFSPS[dfsp]
    const subject = { country: 'TZ', organization: name, commonName: `${name} Root CA` }
    return certify(dfspRoot({ ...VALIDITY, serial: serialOf(`${digits[0]}0`), subject, publicKey: key.spki, algorithm: ALGORITHM }), key)
  })

/** DER of a name. */
export const nameOf = subjectName
