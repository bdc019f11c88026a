import { describe, expect, test } from 'vitest'
import { algorithmIdentifier, type SignatureName, signatureAlgorithm, signatureAlgorithmName } from '../../src/pki/algorithms.ts'
import { parseCertificate } from '../../src/pki/certificate.ts'
import { bitString, oid, sequence } from '../../src/pki/der-write.ts'
import type { CertificateFacts } from '../../src/pki/facts.ts'
import { importPublicKey } from '../../src/pki/import-key.ts'
import { parsePublicKey } from '../../src/pki/spki.ts'
import { signedBy, signedByAnyAlgorithm } from '../../src/pki/verify.ts'
import { nullElement } from '../support/der.ts'
import { algorithmDer, type CertificateOptions, testCa, testKey } from '../support/pki.ts'

const facts = (der: Uint8Array): CertificateFacts => {
  const parsed = parseCertificate(der)
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.facts
}
const rsa = testCa({ key: testKey('rsa2048') })
const ec = testCa()

describe('accepted', () => {
  test.each<[SignatureName, typeof rsa]>([
    ['sha256WithRSAEncryption', rsa],
    ['sha384WithRSAEncryption', rsa],
    ['sha512WithRSAEncryption', rsa],
    ['ecdsa-with-SHA256', ec],
    ['ecdsa-with-SHA384', ec],
    ['ecdsa-with-SHA512', ec],
  ])('%s', (algorithm, ca) => {
    expect(algorithmIdentifier(algorithm)).toEqual(algorithmDer(algorithm))
    expect(signedBy(facts(ca.issue({ algorithm }).der), facts(ca.der))).toBe(true)
  })
})

describe('not accepted', () => {
  test.each<[string, CertificateOptions, typeof rsa]>([
    ['SHA-1 with RSA', { algorithm: 'sha1WithRSAEncryption' }, rsa],
    ['MD5 with RSA', { algorithm: 'md5WithRSAEncryption' }, rsa],
    ['SHA-1 with ECDSA', { algorithm: 'ecdsa-with-SHA1' }, ec],
    ['Ed25519', { algorithm: 'Ed25519' }, testCa({ key: testKey('ed25519') })],
    ['an altered signature', { tamperSignature: true }, ec],
    ['another algorithm outside', { outerAlgorithm: algorithmDer('ecdsa-with-SHA384') }, ec],
  ])('%s', (_what, options, ca) => {
    expect(signedBy(facts(ca.issue(options).der), facts(ca.der))).toBe(false)
  })

  test.each<[string, CertificateOptions, typeof rsa]>([
    ['ECDSA named, where RSA signed', { algorithm: 'ecdsa-with-SHA256' }, rsa],
    ['RSA named, where ECDSA signed', { algorithm: 'sha256WithRSAEncryption' }, ec],
  ])('%s', (_what, options, ca) => {
    const certificate = facts(ca.issue(options).der)
    expect(signedBy(certificate, facts(ca.der))).toBe(false)
    expect(signedByAnyAlgorithm(certificate, facts(ca.der))).toBe(false)
  })

  test('but a refused algorithm is verified where the issuer is looked for, an unknown one nowhere', () => {
    const certificate = facts(rsa.issue({ algorithm: 'sha1WithRSAEncryption' }).der)
    expect(signedByAnyAlgorithm(certificate, facts(rsa.der))).toBe(true)
    expect(signedByAnyAlgorithm({ ...certificate, signatureAlgorithm: '1.2.3' }, facts(rsa.der))).toBe(false)
  })

  test('the key of another CA', () => {
    expect(signedBy(facts(ec.issue().der), facts(testCa().der))).toBe(false)
    expect(signedBy(facts(ec.issue().der), facts(rsa.der))).toBe(false)
  })
})

test('refused algorithms have a name, unknown ones their OID', () => {
  expect(signatureAlgorithm('1.2.840.113549.1.1.5')).toMatchObject({ name: 'sha1WithRSAEncryption', allowed: false })
  expect(signatureAlgorithmName('1.2.3')).toBe('1.2.3')
})

test('a key that OpenSSL does not take is null, not an exception', () => {
  const parsed = parsePublicKey(sequence(sequence(oid('1.2.3'), nullElement()), bitString(new Uint8Array(3))))
  expect(parsed.ok && importPublicKey(parsed.facts)).toBeNull()
})
