import 'reflect-metadata'
import { readFileSync } from 'node:fs'
import * as peculiar from '@peculiar/x509'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { extensionRequest } from '../../src/pki/build-csr.ts'
import * as build from '../../src/pki/build-extensions.ts'
import { parseCsr, parseCsrPem } from '../../src/pki/csr.ts'
import { encoding, readDer } from '../../src/pki/der.ts'
import { integer, oid, sequence, set, utf8 } from '../../src/pki/der-write.ts'
import type { CsrFacts } from '../../src/pki/facts.ts'
import { type CsrOptions, testCsr, testKey } from '../support/pki.ts'
import { workshop } from '../support/shell.ts'
import { testWith } from '../support/tools.ts'

const tools = workshop()
afterAll(() => tools.close())

const san = build.subjectAltName([{ kind: 'dns', value: 'a.example' }])
const request = (options: CsrOptions = {}): CsrFacts => {
  const parsed = parseCsr(testCsr(options).der)
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.facts
}

test('a plain request has a subject, a key and a valid signature, and nothing else', () => {
  expect(request()).toMatchObject({
    version: 1,
    subject: { text: 'C=TZ, O=Green Bank Ltd, CN=greenbank' },
    publicKey: { kind: 'ec', curve: 'P-256' },
    signatureAlgorithm: '1.2.840.10045.4.3.2',
    signatureValid: true,
    attributes: [],
    extensionRequests: 0,
    extensions: [],
    duplicateExtensions: [],
    defects: [],
  })
})

test('another version, and no attributes field, are defects', () => {
  const parts = (info: Uint8Array) => readDer(info).children.map(encoding)
  expect(request({ tamperTbs: (info) => sequence(integer(1), ...parts(info).slice(1)) })).toMatchObject({
    version: 2,
    defects: ['the request has version 2; PKCS#10 has 1'],
  })
  expect(request({ tamperTbs: (info) => sequence(...parts(info).slice(0, 3)) })).toMatchObject({
    attributes: [],
    defects: ['the request has no attributes field, not even an empty one'],
  })
})

test('requested extensions are read', () => {
  const parsed = request({ extensions: [san, build.basicConstraints({ pathLength: null })] })
  expect(parsed).toMatchObject({ extensionRequests: 1, attributes: [{ oid: '1.2.840.113549.1.9.14', values: 1 }] })
  expect(parsed.decoded).toMatchObject({ subjectAltName: { names: [{ kind: 'dns', value: 'a.example' }] }, basicConstraints: { ca: true } })
})

describe('what a second reader would overlook is seen', () => {
  test('two extensionRequest attributes', () => {
    const parsed = request({ attributes: [extensionRequest([san]), extensionRequest([build.basicConstraints({ pathLength: null })])] })
    expect(parsed).toMatchObject({ extensionRequests: 2, decoded: { basicConstraints: { ca: true } } })
  })

  test('two values in one attribute', () => {
    const attribute = sequence(oid('1.2.840.113549.1.9.14'), set(sequence(san), sequence(build.basicConstraints({ pathLength: null }))))
    expect(request({ attributes: [attribute] })).toMatchObject({
      attributes: [{ values: 2 }],
      decoded: { basicConstraints: { ca: true }, subjectAltName: { critical: false } },
    })
  })

  test("Microsoft's attribute for the same", () => {
    const attribute = sequence(oid('1.3.6.1.4.1.311.2.1.14'), set(sequence(build.basicConstraints({ pathLength: null }))))
    expect(request({ attributes: [attribute] })).toMatchObject({ extensionRequests: 1, decoded: { basicConstraints: { ca: true } } })
  })

  test('an extension twice', () => {
    expect(request({ extensions: [san, san] }).duplicateExtensions).toEqual(['2.5.29.17'])
  })

  test('other attributes', () => {
    const challenge = sequence(oid('1.2.840.113549.1.9.7'), set(utf8('secret')))
    expect(request({ attributes: [challenge] }).attributes).toEqual([{ oid: '1.2.840.113549.1.9.7', values: 1 }])
  })
})

describe('signatures', () => {
  test.each<[string, CsrOptions, boolean]>([
    ['RSA', { key: testKey('rsa2048') }, true],
    ['RSA of 1024 bits', { key: testKey('rsa1024') }, true],
    ['SHA-1, which is refused elsewhere', { key: testKey('rsa2048'), algorithm: 'sha1WithRSAEncryption' }, true],
    ['Ed25519, which is refused elsewhere', { key: testKey('ed25519') }, true],
    ['altered after signing', { tamperTbs: (tbs) => Uint8Array.from(tbs, (octet, i) => (i === 20 ? octet ^ 1 : octet)) }, false],
    ['an altered signature', { tamperSignature: true }, false],
    ['the algorithm of another key', { outerAlgorithm: sequence(oid('1.2.840.10045.4.3.3')) }, false],
  ])('%s', (_what, options, valid) => {
    expect(parseCsr(testCsr(options).der)).toMatchObject({ ok: true, facts: { signatureValid: valid } })
  })
})

describe('unreadable or too much', () => {
  test('bytes after the end', () => {
    expect(parseCsr(testCsr({ trailing: Uint8Array.of(0, 0) }).der)).toMatchObject({
      ok: false,
      reason: 'extra-data',
      message: expect.stringContaining('2 bytes'),
    })
  })

  test.each<[string, Uint8Array]>([
    ['a number', integer(1)],
    ['a public key', testKey().spki],
    ['an extensionRequest without value', testCsr({ attributes: [sequence(oid('1.2.840.113549.1.9.14'), set())] }).der],
    ['an extensionRequest that is no list', testCsr({ attributes: [sequence(oid('1.2.840.113549.1.9.14'), set(integer(1)))] }).der],
  ])('%s', (_what, der) => {
    expect(parseCsr(der)).toMatchObject({ ok: false, reason: 'unreadable' })
  })

  test('files', () => {
    const { pem } = testCsr()
    expect(parseCsrPem(Buffer.from(pem + pem))).toMatchObject({ ok: false, reason: 'extra-data' })
    expect(parseCsrPem(Buffer.from(''))).toMatchObject({ ok: false, reason: 'unreadable' })
    expect(parseCsrPem(Buffer.from(testCsr({ label: 'CERTIFICATE' }).pem))).toMatchObject({ ok: false, reason: 'unreadable' })
  })
})

describe('requests of other tools', () => {
  const read = (name: string) => parseCsrPem(readFileSync(`${tools.directory}/${name}`))
  const good = { signatureValid: true, defects: [], duplicateExtensions: [] }

  testWith('openssl').each([
    ['RSA', ['rsa:2048']],
    ['EC', ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256']],
  ])('openssl, %s', (_kind, key) => {
    const args = [
      'req',
      '-new',
      '-newkey',
      ...key,
      '-nodes',
      '-keyout',
      'k.pem',
      '-out',
      'o.csr',
      '-subj',
      '/C=TZ/O=Green Bank Ltd/CN=greenbank',
      '-addext',
      'subjectAltName=DNS:a.example',
    ]
    expect(tools.run('openssl', ...args).ok).toBe(true)
    expect(read('o.csr')).toMatchObject({
      ok: true,
      canonical: true,
      facts: { ...good, extensionRequests: 1, subject: { text: 'C=TZ, O=Green Bank Ltd, CN=greenbank' } },
    })
  })

  testWith('keytool').each(['RSA', 'EC'])('keytool, %s', (algorithm) => {
    const store = ['-alias', 'a', '-keystore', `${algorithm}.p12`, '-storepass', 'changeit']
    expect(tools.run('keytool', '-genkeypair', '-keyalg', algorithm, '-dname', 'CN=greenbank, O=Green Bank Ltd, C=TZ', ...store).ok).toBe(true)
    expect(tools.run('keytool', '-certreq', '-file', 'k.csr', ...store).ok).toBe(true)
    expect(read('k.csr')).toMatchObject({ ok: true, canonical: false, facts: { ...good, subject: { text: 'C=TZ, O=Green Bank Ltd, CN=greenbank' } } })
  })

  testWith('certtool')('certtool', () => {
    tools.put('template', 'cn = greenbank\norganization = Green Bank Ltd\ncountry = TZ\ndns_name = a.example\n')
    expect(tools.run('certtool', '--generate-privkey', '--key-type', 'ecdsa', '--outfile', 'c.key').ok).toBe(true)
    expect(tools.run('certtool', '--generate-request', '--load-privkey', 'c.key', '--template', 'template', '--outfile', 'c.csr').ok).toBe(true)
    expect(read('c.csr')).toMatchObject({ ok: true, canonical: false, facts: { ...good, subject: { text: expect.stringContaining('CN=greenbank') } } })
  })

  testWith('openssl')('openssl verifies ours', () => {
    for (const key of [testKey(), testKey('rsa2048')]) {
      tools.put('ours.csr', testCsr({ key, extensions: [san] }).pem)
      expect(tools.run('openssl', 'req', '-in', 'ours.csr', '-noout', '-verify')).toMatchObject({ ok: true })
    }
  })

  test('a second parser agrees on ours', async () => {
    const { der } = testCsr({ extensions: [san] })
    const other = new peculiar.Pkcs10CertificateRequest(der)
    expect(await other.verify()).toBe(true)
    expect(other.extensions.map(({ type }) => type)).toEqual(['2.5.29.17'])
  })
})

test('a flipped bit gives facts or a failure, never a throw, and never a valid signature', () => {
  const { der } = testCsr({ extensions: [san] })
  fc.assert(
    fc.property(fc.nat(der.length * 8 - 1), (bit) => {
      const changed = Uint8Array.from(der)
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7))
      const parsed = parseCsr(changed)
      expect(parsed.ok && parsed.facts.signatureValid).toBe(false)
    }),
    { numRuns: 500 },
  )
})
