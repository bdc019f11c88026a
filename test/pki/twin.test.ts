import { expect, test } from 'vitest'
import * as build from '../../src/pki/build-extensions.ts'
import { parseCertificate } from '../../src/pki/certificate.ts'
import { parseCrl } from '../../src/pki/crl.ts'
import { parseCsr } from '../../src/pki/csr.ts'
import type { Parsed } from '../../src/pki/facts.ts'
import { generateKey } from '../../src/pki/keys.ts'
import { reissue, reissueCrl, reissueCsr, type TwinIssuer } from '../../src/pki/twin.ts'
import { crlSignedBy, signedBy } from '../../src/pki/verify.ts'
import { testCa, testCsr, testKey } from '../support/pki.ts'

function facts<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.facts
}

const ca = testCa({ key: testKey('rsa2048') })
const original = facts(parseCertificate(ca.der))
const key = generateKey('p256')
const issuer: TwinIssuer = { name: ca.subject, keyIdentifier: build.keyIdentifier(key.publicKey), algorithm: key.algorithm, sign: (tbs) => key.sign(tbs) }
const twinCa = facts(parseCertificate(reissue(original, { publicKey: key.publicKey, issuer })))

test('a CA twin is signed by its own new key and says the same otherwise', () => {
  expect(signedBy(twinCa, twinCa)).toBe(true)
  const { publicKey: _key, extensions: _list, ...same } = { ...original }
  expect(twinCa).toMatchObject({
    serial: same.serial,
    subject: same.subject,
    notBefore: same.notBefore,
    notAfter: same.notAfter,
    selfIssued: true,
    defects: [],
  })
  expect(twinCa.extensions.map(({ oid, critical }) => [oid, critical])).toEqual(original.extensions.map(({ oid, critical }) => [oid, critical]))
  expect(twinCa.decoded.subjectKeyIdentifier).toEqual(issuer.keyIdentifier)
})

test('a leaf twin has the same names and extensions; only key and key identifiers differ', () => {
  const leaf = facts(parseCertificate(ca.issue({ names: [{ kind: 'dns', value: 'a.example' }] }).der))
  const other = generateKey('p384')
  const twin = facts(parseCertificate(reissue(leaf, { publicKey: other.publicKey, issuer })))
  expect(signedBy(twin, twinCa)).toBe(true)
  expect(signedBy(twin, original)).toBe(false)
  expect(twin.decoded).toEqual({
    ...leaf.decoded,
    subjectKeyIdentifier: build.keyIdentifier(other.publicKey),
    authorityKeyIdentifier: { keyIdentifier: issuer.keyIdentifier, hasIssuerAndSerial: false },
  })
  expect(twin).toMatchObject({ serial: leaf.serial, subject: leaf.subject, issuer: leaf.issuer, notBefore: leaf.notBefore, notAfter: leaf.notAfter })
})

test('a request twin proves possession of the new key', () => {
  const request = facts(parseCsr(testCsr({ extensions: [build.subjectAltName([{ kind: 'dns', value: 'a.example' }])] }).der))
  const twin = facts(parseCsr(reissueCsr(request, key)))
  expect(twin).toMatchObject({ signatureValid: true, subject: request.subject, extensions: request.extensions })
  expect(twin.publicKey.spki).toEqual(key.publicKey)
})

test('a CRL twin lists the same', () => {
  for (const entries of [[], [{ serial: '0A', revokedAt: new Date('2026-11-19T00:00:00Z'), reason: 'keyCompromise' as const }]]) {
    const crl = facts(parseCrl(ca.crl({ number: 7n, entries }).der))
    const twin = facts(parseCrl(reissueCrl(crl, issuer)))
    expect(crlSignedBy(twin, twinCa)).toBe(true)
    expect(twin).toMatchObject({
      number: 7n,
      entries: crl.entries,
      thisUpdate: crl.thisUpdate,
      nextUpdate: crl.nextUpdate,
      issuer: crl.issuer,
      defects: [],
      authorityKeyIdentifier: issuer.keyIdentifier,
    })
  }
})
