import { afterAll, describe, expect, test } from 'vitest'
import { assembleCertificate, buildTbs, type CertificateFields } from '../../src/pki/build-certificate.ts'
import { parseCertificate } from '../../src/pki/certificate.ts'
import type { CertificateFacts } from '../../src/pki/facts.ts'
import { generateKey, type KeyPair, newSerial } from '../../src/pki/keys.ts'
import { validateFacts } from '../../src/pki/path-facts.ts'
import { writePem } from '../../src/pki/pem.ts'
import { clientLeaf, clientsCa, dfspRoot, dfspUri, hubRoot, hubUri, type Issuer, issuerOf, serverLeaf, serversCa, subjectName } from '../../src/pki/profiles.ts'
import { signedBy } from '../../src/pki/verify.ts'
import { TEST_NOW } from '../support/pki.ts'
import { workshop } from '../support/shell.ts'
import { testWith } from '../support/tools.ts'

const TRUST_DOMAIN = 'pilot.example'
const HOST = 'interop.pilot.example'
const validity = { notBefore: new Date('2026-11-01T00:00:00Z'), notAfter: new Date('2036-11-01T00:00:00Z') }
const subject = (commonName: string) => ({ country: 'TZ', organization: 'Pilot Hub Ltd', commonName })
const key = {
  root: generateKey('rsa4096'),
  clients: generateKey('p256'),
  servers: generateKey('p384'),
  leaf: generateKey('p256'),
  dfsp: generateKey('rsa2048'),
}

function sign(fields: CertificateFields, signer: KeyPair): CertificateFacts {
  const tbs = buildTbs(fields)
  const parsed = parseCertificate(assembleCertificate(tbs, fields.algorithm, signer.sign(tbs)))
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.facts
}

const common = (commonName: string, pair: KeyPair) => ({ serial: newSerial(), subject: subject(commonName), publicKey: pair.publicKey, ...validity })
const root = sign(hubRoot({ ...common('Pilot root', key.root), algorithm: key.root.algorithm }), key.root)
const byRoot = issuerOf(root, key.root.algorithm)
const clients = sign(clientsCa({ ...common('Pilot clients', key.clients), issuer: byRoot, trustDomain: TRUST_DOMAIN }), key.root)
const servers = sign(serversCa({ ...common('Pilot servers', key.servers), issuer: byRoot, hosts: [HOST] }), key.root)
const byClients = issuerOf(clients, key.clients.algorithm)
const byServers = issuerOf(servers, key.servers.algorithm)
const leaf = { ...common('greenbank', key.leaf), notAfter: new Date('2027-11-01T00:00:00Z') }

const client = (uri: string) => sign(clientLeaf({ ...leaf, issuer: byClients, uri, crlUrl: 'http://crl.pilot.example/clients.crl' }), key.clients)
const server = (issuer: Issuer, pair: KeyPair, hosts: readonly string[]) => sign(serverLeaf({ ...leaf, issuer, hosts }), pair)
const good = client(dfspUri(TRUST_DOMAIN, 'greenbank'))

const tools = workshop()
afterAll(() => tools.close())
const file = (name: string, ...certificates: readonly CertificateFacts[]) =>
  tools.put(name, certificates.map(({ der }) => writePem('CERTIFICATE', der)).join(''))
const openssl = (certificate: CertificateFacts, untrusted: readonly CertificateFacts[], ...options: readonly string[]) => {
  const files = ['-CAfile', file('root.pem', root), '-untrusted', file('untrusted.pem', ...untrusted), ...options, file('leaf.pem', certificate)]
  return tools.run('openssl', 'verify', '-x509_strict', '-attime', '1795435200', ...files)
}
const ours = (certificate: CertificateFacts, untrusted: readonly CertificateFacts[], purpose: 'client' | 'server' | null) => {
  const result = validateFacts({ leaf: certificate, untrusted, anchors: [root], purpose, at: TEST_NOW })
  return result.ok ? ['ok'] : result.problems.map(({ code }) => code)
}

describe('what they say', () => {
  test('the root stands over issuing CAs only', () => {
    expect(root).toMatchObject({
      selfIssued: true,
      defects: [],
      decoded: { basicConstraints: { ca: true, pathLength: 1, critical: true }, nameConstraints: null, extendedKeyUsage: null },
    })
    expect(root.publicKey).toMatchObject({ kind: 'rsa', bits: 4096 })
    expect(signedBy(root, root)).toBe(true)
  })

  test('clients issues leaves for URIs of the trust domain and nothing else', () => {
    expect(clients.decoded).toMatchObject({
      basicConstraints: { ca: true, pathLength: 0 },
      extendedKeyUsage: { purposes: ['1.3.6.1.5.5.7.3.2'] },
      nameConstraints: {
        critical: true,
        permitted: [{ base: { kind: 'uri', value: TRUST_DOMAIN } }],
        excluded: [
          { base: { kind: 'dns', value: '' } },
          { base: { kind: 'ip', value: '0.0.0.0/0.0.0.0' } },
          { base: { kind: 'ip', value: '0:0:0:0:0:0:0:0/0:0:0:0:0:0:0:0' } },
        ],
      },
    })
  })

  test('servers issues leaves for the given hosts and no address', () => {
    expect(servers.decoded).toMatchObject({
      basicConstraints: { ca: true, pathLength: 0 },
      extendedKeyUsage: { purposes: ['1.3.6.1.5.5.7.3.1'] },
      nameConstraints: { permitted: [{ base: { kind: 'dns', value: HOST } }], excluded: [{ base: { kind: 'ip' } }, { base: { kind: 'ip' } }] },
    })
  })

  test('a client certificate names the DFSP', () => {
    expect(good).toMatchObject({ subject: { text: 'C=TZ, O=Pilot Hub Ltd, CN=greenbank' }, defects: [], notAfter: leaf.notAfter })
    expect(good.subject.rdns[0]?.[0]?.tag).toBe(19)
    expect(good.decoded).toMatchObject({
      basicConstraints: { ca: false },
      keyUsage: { bits: new Set(['digitalSignature']), critical: true },
      extendedKeyUsage: { purposes: ['1.3.6.1.5.5.7.3.2'] },
      subjectAltName: { names: [{ kind: 'uri', value: 'spiffe://pilot.example/dfsp/greenbank' }], critical: false },
      authorityKeyIdentifier: { keyIdentifier: clients.decoded.subjectKeyIdentifier },
      crlDistributionPoints: ['http://crl.pilot.example/clients.crl'],
    })
  })

  test('nothing outlives its issuer', () => {
    expect(
      sign(clientLeaf({ ...leaf, issuer: byClients, uri: 'spiffe://pilot.example/dfsp/x', notAfter: new Date('2099-01-01T00:00:00Z') }), key.clients).notAfter,
    ).toEqual(validity.notAfter)
  })

  test('the same fields give the same bytes', () => {
    const fields = clientLeaf({ ...leaf, issuer: byClients, uri: hubUri(TRUST_DOMAIN) })
    expect(buildTbs(fields)).toEqual(buildTbs(fields))
    expect(fields.issuer).toEqual(subjectName(subject('Pilot clients')))
  })

  test('serial numbers are positive, 18 octets, new each time', () => {
    const serials = Array.from({ length: 200 }, () => newSerial())
    expect(new Set(serials).size).toBe(200)
    expect(serials.every((serial) => /^[4-7][0-9A-F]{35}$/.test(serial))).toBe(true)
    expect(newSerial((length) => new Uint8Array(length))).toBe(`40${'00'.repeat(17)}`)
  })
})

describe('what verifiers say', () => {
  const evil = key.dfsp
  const subCa = sign(clientsCa({ ...common('Sub', evil), issuer: byClients, trustDomain: TRUST_DOMAIN }), key.clients)
  const bySub = issuerOf(subCa, evil.algorithm)
  const cases: readonly [string, CertificateFacts, readonly CertificateFacts[], 'client' | 'server', readonly string[]][] = [
    ['a client certificate', good, [clients], 'client', ['ok']],
    ['a server certificate', server(byServers, key.servers, [HOST]), [servers], 'server', ['ok']],
    ['a client certificate of another trust domain', client(dfspUri('other.example', 'greenbank')), [clients], 'client', ['name-constraints']],
    ['a server certificate by the clients key', server(byClients, key.clients, [HOST]), [clients], 'server', ['purpose', 'name-constraints']],
    ['a server certificate for another host', server(byServers, key.servers, ['www.bank.example']), [servers], 'server', ['name-constraints']],
    [
      'a leaf of a CA by the clients key',
      sign(clientLeaf({ ...leaf, issuer: bySub, uri: dfspUri(TRUST_DOMAIN, 'x') }), evil),
      [clients, subCa],
      'client',
      ['path-length', 'path-length'],
    ],
    [
      'a client certificate by the servers key',
      sign(clientLeaf({ ...leaf, issuer: byServers, uri: dfspUri(TRUST_DOMAIN, 'x') }), key.servers),
      [servers],
      'client',
      ['purpose'],
    ],
  ]

  test.each(cases)('%s, by our own check', (_what, certificate, untrusted, purpose, expected) => {
    expect(ours(certificate, untrusted, purpose)).toEqual(expected)
  })

  testWith('openssl').each(cases)('%s, by openssl', (_what, certificate, untrusted, purpose, expected) => {
    expect(openssl(certificate, untrusted, '-purpose', purpose === 'client' ? 'sslclient' : 'sslserver').ok).toBe(expected[0] === 'ok')
  })

  testWith('openssl')('even without a purpose the clients key makes no server certificate and no CA, by openssl', () => {
    expect(openssl(server(byClients, key.clients, [HOST]), [clients]).output).toContain('excluded subtree violation')
    expect(openssl(sign(clientLeaf({ ...leaf, issuer: bySub, uri: dfspUri(TRUST_DOMAIN, 'x') }), evil), [clients, subCa]).output).toContain(
      'path length constraint exceeded',
    )
  })

  testWith('openssl')("a DFSP's own root issues its server and the Hub's client certificate", () => {
    const own = sign(dfspRoot({ ...common('greenbank root', key.dfsp), algorithm: key.dfsp.algorithm }), key.dfsp)
    const issuer = issuerOf(own, key.dfsp.algorithm)
    const hub = sign(clientLeaf({ ...leaf, issuer, uri: hubUri(TRUST_DOMAIN) }), key.dfsp)
    const files = (certificate: CertificateFacts) => ['-CAfile', file('own.pem', own), file('l.pem', certificate)]
    expect(tools.run('openssl', 'verify', '-x509_strict', '-attime', '1795435200', '-purpose', 'sslclient', ...files(hub)).ok).toBe(true)
    expect(
      tools.run(
        'openssl',
        'verify',
        '-x509_strict',
        '-attime',
        '1795435200',
        '-purpose',
        'sslserver',
        ...files(server(issuer, key.dfsp, ['mojaloop.greenbank.example'])),
      ).ok,
    ).toBe(true)
  })
})
