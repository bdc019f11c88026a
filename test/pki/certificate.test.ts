import 'reflect-metadata'
import { X509Certificate } from 'node:crypto'
import * as peculiar from '@peculiar/x509'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import * as build from '../../src/pki/build-extensions.ts'
import { parseCertificate, parseCertificatePem, parseOneCertificatePem } from '../../src/pki/certificate.ts'
import { encoding, readDer } from '../../src/pki/der.ts'
import { fromHex, toHex } from '../../src/pki/der-values.ts'
import { boolean, concat, element, explicit, integer, octetString, oid, sequence } from '../../src/pki/der-write.ts'
import type { CertificateFacts } from '../../src/pki/facts.ts'
import { ia5, nullElement } from '../support/der.ts'
import { type CertificateOptions, testCa, testCertificate, testKey } from '../support/pki.ts'
import { workshop } from '../support/shell.ts'
import { testWith } from '../support/tools.ts'

const ca = testCa({ subject: { C: 'TZ', O: 'Green Bank Ltd', CN: 'Root' } })
const tools = workshop()
afterAll(() => tools.close())

function facts(der: Uint8Array): CertificateFacts {
  const parsed = parseCertificate(der)
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.facts
}
const leaf = (options: CertificateOptions = {}) => facts(ca.issue(options).der)

describe('a second reader sees the same', () => {
  test.each<[string, CertificateOptions]>([
    ['P-256', {}],
    ['RSA', { key: testKey('rsa2048') }],
    ['P-384', { key: testKey('p384') }],
    ['after 2049', { notAfter: new Date('2051-01-01T00:00:00Z') }],
    [
      'two names',
      {
        names: [
          { kind: 'dns', value: 'a.example' },
          { kind: 'ip', bytes: Uint8Array.of(192, 0, 2, 1) },
        ],
      },
    ],
    ['a serial with the top bit set', { serial: 'FF00112233445566' }],
  ])('%s', (_what, options) => {
    const { der } = ca.issue(options)
    const ours = facts(der)
    const node = new X509Certificate(der)
    const other = new peculiar.X509Certificate(der)
    expect(ours.serial).toBe(node.serialNumber)
    expect(ours.subject.text.replaceAll(', ', '\n')).toBe(node.subject)
    expect(ours.notBefore).toEqual(other.notBefore)
    expect(ours.notAfter).toEqual(other.notAfter)
    expect(ours.sha256.toUpperCase()).toBe(node.fingerprint256.replaceAll(':', ''))
    expect(toHex(ours.publicKey.spki)).toBe(toHex(new Uint8Array(other.publicKey.rawData)))
    expect(ours.extensions.map((extension) => [extension.oid, extension.critical])).toEqual(
      other.extensions.map((extension) => [extension.type, extension.critical]),
    )
    expect(ours).toMatchObject({ version: 3, defects: [], duplicateExtensions: [], signatureAlgorithmsAgree: true, selfIssued: false })
  })
})

test('the extensions that Muhuri reads are decoded', () => {
  const { decoded } = leaf({
    extraExtensions: [
      build.crlDistributionPoint('http://crl.pilot.example/a.crl'),
      build.nameConstraints({ permitted: [{ kind: 'dns', value: 'a.example' }], excluded: [] }),
    ],
  })
  expect(decoded).toEqual({
    basicConstraints: { ca: false, pathLength: null, critical: true },
    keyUsage: { bits: new Set(['digitalSignature']), critical: true },
    extendedKeyUsage: { purposes: ['1.3.6.1.5.5.7.3.1'], critical: false },
    subjectAltName: { names: [{ kind: 'dns', value: 'server.example' }], critical: false },
    subjectKeyIdentifier: expect.any(Uint8Array),
    authorityKeyIdentifier: { keyIdentifier: ca.keyIdentifier, hasIssuerAndSerial: false },
    nameConstraints: { permitted: [{ base: { kind: 'dns', value: 'a.example' } }], excluded: [], critical: true },
    crlDistributionPoints: ['http://crl.pilot.example/a.crl'],
  })
  expect(facts(ca.der).decoded).toMatchObject({ basicConstraints: { ca: true }, keyUsage: { bits: new Set(['keyCertSign', 'cRLSign']) } })
})

describe('readable, and said to be wrong', () => {
  const san = (value: Uint8Array) => ({ names: [], extraExtensions: [build.extension('2.5.29.17', false, value)] })
  test.each<[string, CertificateOptions, string]>([
    ['an extension value that is no DER', san(new TextEncoder().encode('not DER')), 'extension subjectAltName does not decode'],
    ['an empty list of names', san(sequence()), 'extension subjectAltName does not decode'],
    ['an empty extension', { extraExtensions: [build.extension('1.2.3', false, new Uint8Array())] }, 'extension 1.2.3 is empty'],
    ['critical FALSE spelled out', { extraExtensions: [sequence(oid('1.2.3'), boolean(false), octetString(nullElement()))] }, 'spells out critical FALSE'],
    [
      'key usage with trailing zero bits',
      { extraExtensions: [], extensions: [build.extension('2.5.29.15', true, fromHex('03020080'))] },
      'keyUsage has trailing zero bits',
    ],
    ['key usage without any bit', { extensions: [build.extension('2.5.29.15', true, fromHex('030100'))] }, 'keyUsage sets no bit'],
    ['basic constraints with FALSE', { extensions: [build.extension('2.5.29.19', true, sequence(boolean(false)))] }, 'spells out cA FALSE'],
    ['name constraints without subtrees', { extraExtensions: [build.extension('2.5.29.30', true, sequence())] }, 'extension nameConstraints does not decode'],
    ['a version 1 certificate with extensions', { version: 1 }, 'a version 1 certificate has extensions'],
    [
      'information access without an address',
      { extraExtensions: [build.extension('1.3.6.1.5.5.7.1.1', false, sequence())] },
      'extension authorityInfoAccess does not decode',
    ],
  ])('%s', (_what, options, defect) => {
    expect(leaf(options).defects).toEqual([expect.stringContaining(defect)])
  })

  test('signature algorithm with NULL where none may be', () => {
    const strange = sequence(oid('1.2.840.10045.4.3.2'), nullElement())
    expect(leaf({ outerAlgorithm: strange })).toMatchObject({ signatureAlgorithmsAgree: false })
  })

  const parts = (tbs: Uint8Array) => readDer(tbs).children.map(encoding)
  const unique = (tag: number) => (tbs: Uint8Array) => sequence(...parts(tbs).slice(0, -1), element(tag, Uint8Array.of(0, 1)), ...parts(tbs).slice(-1))
  test.each<[string, (tbs: Uint8Array) => Uint8Array, readonly string[]]>([
    ['a unique identifier of the issuer', unique(0x81), ['the certificate has unique identifiers, which RFC 5280 §4.1.2.8 forbids']],
    ['a unique identifier of the subject', unique(0x82), ['the certificate has unique identifiers, which RFC 5280 §4.1.2.8 forbids']],
    ['version 1 spelled out', (tbs) => sequence(explicit(0, integer(0)), ...parts(tbs).slice(1, -1)), ['version 1, the default, is spelled out']],
  ])('%s', (_what, tamperTbs, defects) => {
    expect(leaf({ tamperTbs }).defects).toEqual(defects)
  })

  const algorithmOf =
    (...members: readonly Uint8Array[]) =>
    (tbs: Uint8Array) =>
      sequence(...parts(tbs).map((part, at) => (at === 2 ? sequence(...members) : part)))
  const ecdsa = oid('1.2.840.10045.4.3.2')

  test('an algorithm that is signed with parameters it does not have', () => {
    expect(leaf({ tamperTbs: algorithmOf(ecdsa) }).defects).toEqual([])
    expect(leaf({ tamperTbs: algorithmOf(ecdsa, nullElement()) }).defects).toEqual([expect.stringContaining('ecdsa-with-SHA256')])
  })

  test.each([
    ['no OID', []],
    ['three members', [ecdsa, nullElement(), nullElement()]],
  ])('not readable: an algorithm identifier of %s', (_what, members) => {
    expect(parseCertificate(ca.issue({ tamperTbs: algorithmOf(...members) }).der)).toMatchObject({
      message: expect.stringContaining('An algorithm identifier is not an OID with at most one parameter.'),
    })
  })

  const [early, late] = [element(0x17, new TextEncoder().encode('260101000000Z')), element(0x17, new TextEncoder().encode('280101000000Z'))]
  const general = element(0x18, new TextEncoder().encode('20270101000000Z'))
  test.each([
    ['begins', sequence(general, late)],
    ['ends', sequence(early, general)],
  ])('an instant at which it %s, in the wrong one of two forms', (_what, validityDer) => {
    expect(leaf({ validityDer: sequence(early, late) }).defects).toEqual([])
    expect(leaf({ validityDer }).defects).toHaveLength(1)
  })

  test('duplicate extensions, of which the first is decoded', () => {
    const parsed = leaf({ extraExtensions: [build.subjectAltName([{ kind: 'dns', value: 'second.example' }])] })
    expect(parsed.duplicateExtensions).toEqual(['2.5.29.17'])
    expect(parsed.decoded.subjectAltName?.names).toEqual([{ kind: 'dns', value: 'server.example' }])
  })

  test('negative, zero and long serial numbers', () => {
    expect(leaf({ serialDer: fromHex('0201ff') })).toMatchObject({ serial: 'FF', serialNegative: true })
    expect(leaf({ serialDer: fromHex('020180') })).toMatchObject({ serial: '80', serialNegative: true })
    expect(leaf({ serial: '00' })).toMatchObject({ serial: '00', serialNegative: false, serialOctets: 1 })
    expect(leaf({ serial: 'FF'.repeat(20) })).toMatchObject({ serialOctets: 21, serialNegative: false, serial: 'FF'.repeat(20) })
  })
})

describe('unreadable', () => {
  test.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['a SEQUENCE of nothing', sequence()],
    ['a request', ca.issue().der.subarray(0, 40)],
    ['a public key', testKey().spki],
    ['text in place of the serial', testCertificate({ serialDer: ia5('1') }).der],
    ['version 4', testCertificate({ version: 4 as 3 }).der],
    ['members after the signature', element(0x30, concat([testCertificate().der.subarray(4), integer(1)]))],
  ])('%s', (_what, der) => {
    expect(parseCertificate(der)).toMatchObject({
      ok: false,
      reason: 'unreadable',
      message: expect.stringMatching(/^The certificate cannot be read as DER: .+\.$/),
    })
  })

  test('bytes after the end are extra data', () => {
    expect(parseCertificate(ca.issue({ trailing: Uint8Array.of(0) }).der)).toMatchObject({ ok: false, reason: 'extra-data' })
  })
})

describe('PEM files', () => {
  const one = ca.issue()
  test('a leaf and its issuer come in file order, with their lines', () => {
    const parsed = parseCertificatePem(Buffer.from(one.pem + ca.pem), { max: 4 })
    expect(parsed).toMatchObject({ ok: true, canonical: true, lines: [1, one.pem.split('\n').length] })
    expect(parsed.ok && parsed.facts.map(({ sha256 }) => sha256)).toEqual([facts(one.der).sha256, facts(ca.der).sha256])
  })

  test('exactly one, where one is asked for', () => {
    expect(parseOneCertificatePem(Buffer.from(one.pem))).toMatchObject({ ok: true, canonical: true })
    expect(parseOneCertificatePem(Buffer.from(one.pem + ca.pem))).toMatchObject({ ok: false, reason: 'extra-data' })
  })

  test('the line of the block that cannot be read is named', () => {
    const broken = '-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n'
    expect(parseCertificatePem(Buffer.from(one.pem + broken), { max: 4 })).toMatchObject({ ok: false, line: one.pem.split('\n').length })
  })
})

testWith('openssl')('openssl reads what the builders make', () => {
  tools.put('leaf.pem', ca.issue().pem)
  const { ok, output } = tools.run('openssl', 'x509', '-in', 'leaf.pem', '-noout', '-text')
  expect(ok).toBe(true)
  for (const line of ['Version: 3 (0x2)', 'Issuer: C = TZ, O = Green Bank Ltd, CN = Root', 'DNS:server.example', 'TLS Web Server Authentication', 'CA:FALSE'])
    expect(output).toContain(line)
})

testWith('openssl')('certificates of openssl are read with its text around them', () => {
  const args = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-384',
    '-nodes',
    '-keyout',
    'k.pem',
    '-subj',
    '/C=TZ/CN=Root',
    '-text',
    '-out',
    'root.pem',
  ]
  expect(tools.run('openssl', ...args).ok).toBe(true)
  const { output } = tools.run('cat', 'root.pem')
  expect(parseOneCertificatePem(Buffer.from(output))).toMatchObject({
    ok: true,
    canonical: false,
    facts: { defects: [], selfIssued: true, subject: { text: 'C=TZ, CN=Root' } },
  })
})

test('a flipped bit gives facts or a failure, never a throw', () => {
  for (const der of [ca.der, ca.issue({ key: testKey('rsa2048') }).der]) {
    fc.assert(
      fc.property(fc.nat(der.length * 8 - 1), fc.nat(3), (bit, cut) => {
        const changed = Uint8Array.from(der.subarray(0, der.length - cut))
        changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7))
        expect(typeof parseCertificate(changed).ok).toBe('boolean')
      }),
      { numRuns: 1000 },
    )
  }
})
