import { createHash, createPublicKey, randomBytes, randomInt } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from '../../src/pki/der-values.ts'
import { bitString, concat, integer, oid, sequence } from '../../src/pki/der-write.ts'
import { parsePublicKey, parsePublicKeyPem } from '../../src/pki/spki.ts'
import { nullElement } from '../support/der.ts'
import { type TestKeyKind, testKey } from '../support/pki.ts'

const facts = (der: Uint8Array) => {
  const parsed = parsePublicKey(der)
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.facts
}
const rsaKey = (...parameters: readonly Uint8Array[]) =>
  sequence(sequence(oid('1.2.840.113549.1.1.1'), ...parameters), bitString(sequence(integer(2n ** 2047n + 1n), integer(65_537))))
const ecKey = (point: Uint8Array, curve = '1.2.840.10045.3.1.7') => sequence(sequence(oid('1.2.840.10045.2.1'), oid(curve)), bitString(point))
const p256 = testKey('p256', 'spki')
const point = p256.spki.subarray(-65)

describe('keys that can be read', () => {
  test.each<[TestKeyKind, object]>([
    ['rsa2048', { kind: 'rsa', bits: 2048, exponent: 65_537n }],
    ['rsa1024', { kind: 'rsa', bits: 1024 }],
    ['p256', { kind: 'ec', curve: 'P-256', bits: 256, pointProblem: null }],
    ['p384', { kind: 'ec', curve: 'P-384', bits: 384, pointProblem: null }],
    ['p521', { kind: 'ec', curve: 'P-521', bits: 521, pointProblem: null }],
    ['p224', { kind: 'ec', curve: 'P-224', bits: 224 }],
    ['secp256k1', { kind: 'ec', curve: '1.3.132.0.10', bits: 256 }],
    ['ed25519', { kind: 'other', oid: '1.3.101.112' }],
  ])('%s', (kind, expected) => {
    const key = testKey(kind)
    expect(facts(key.spki)).toMatchObject({ ...expected, sha256: createHash('sha256').update(key.spki).digest('hex') })
    expect(parsePublicKeyPem(Buffer.from(key.publicPem))).toMatchObject({ ok: true, canonical: true })
  })

  test('modulus and exponent are those that node:crypto sees', () => {
    const key = testKey('rsa2048')
    const jwk = createPublicKey(key.privateKey).export({ format: 'jwk' })
    expect(facts(key.spki)).toMatchObject({ modulus: BigInt(`0x${Buffer.from(jwk.n ?? '', 'base64url').toString('hex')}`) })
  })

  test('an RSAPublicKey alone is the same key', () => {
    const key = testKey('rsa2048')
    const pkcs1 = createPublicKey(key.privateKey).export({ type: 'pkcs1', format: 'pem' })
    expect(parsePublicKeyPem(Buffer.from(pkcs1))).toEqual({ ok: true, facts: facts(key.spki), canonical: false })
  })

  test('explicit curve parameters are told from a named curve', () => {
    const field = sequence(oid('1.2.840.10045.1.1'), integer(2n ** 255n + 1n))
    expect(facts(sequence(sequence(oid('1.2.840.10045.2.1'), sequence(integer(1), field)), bitString(point)))).toMatchObject({
      kind: 'ec',
      curve: 'explicit',
      bits: 256,
    })
  })
})

describe('points', () => {
  const moved = Uint8Array.from(point)
  moved[64] = (moved[64] as number) ^ 1
  test.each([
    ['off the curve', moved, 'the point is not on the curve'],
    ['compressed', concat([fromHex('02'), point.subarray(1, 33)]), 'the point is not uncompressed'],
    ['hybrid', concat([fromHex('06'), point.subarray(1)]), 'the point is not uncompressed'],
    ['at infinity', fromHex('00'), 'the point is infinity'],
    ['of the wrong length', point.subarray(0, 64), 'the point has 64 octets; P-256 has 65'],
    ['with a coordinate above the prime', concat([fromHex('04'), fromHex('ff'.repeat(64))]), 'a coordinate is not below the prime of the curve'],
  ])('a point %s is named', (_what, bytes, problem) => {
    expect(facts(ecKey(bytes))).toMatchObject({ pointProblem: problem })
  })
})

describe('keys that cannot be read', () => {
  test.each([
    ['RSA without NULL', rsaKey()],
    ['RSA with other parameters', rsaKey(integer(1))],
    ['an algorithm with two parameters', rsaKey(nullElement(), nullElement())],
    ['EC without a curve', sequence(sequence(oid('1.2.840.10045.2.1')), bitString(point))],
    ['a negative modulus', sequence(sequence(oid('1.2.840.113549.1.1.1'), nullElement()), bitString(fromHex('3006020180020103')))],
    ['an exponent of 0', sequence(sequence(oid('1.2.840.113549.1.1.1'), nullElement()), bitString(sequence(integer(15), integer(0))))],
    ['a modulus of 0', sequence(sequence(oid('1.2.840.113549.1.1.1'), nullElement()), bitString(sequence(integer(0), integer(3))))],
    ['something after the key', concat([p256.spki, fromHex('00')])],
    ['nothing', new Uint8Array()],
  ])('%s', (_what, der) => {
    expect(parsePublicKey(der)).toMatchObject({ ok: false })
  })
})

// Keys that no test has seen: what was read once is remembered.
test('a new RSA key has the modulus and exponent that it was made of', () => {
  const modulus = 2n ** 1023n + 2n * BigInt(randomInt(2 ** 40)) + 1n
  const parts = sequence(integer(modulus), integer(3))
  expect(facts(sequence(sequence(oid('1.2.840.113549.1.1.1'), nullElement()), bitString(parts)))).toMatchObject({
    kind: 'rsa',
    bits: 1024,
    modulus,
    exponent: 3n,
  })
})

test.each([
  ['that are NULL', nullElement()],
  ['without a field', sequence(integer(1))],
  ['whose field is no SEQUENCE', sequence(integer(1), integer(2))],
  ['whose field has no prime', sequence(integer(1), sequence(oid('1.2.840.10045.1.2'), oid('1.2.3')))],
])('curve parameters %s are explicit too, of no known size', (_what, parameters) => {
  const octets = new Uint8Array(randomBytes(65))
  expect(facts(sequence(sequence(oid('1.2.840.10045.2.1'), parameters), bitString(octets)))).toMatchObject({ kind: 'ec', curve: 'explicit', bits: 0 })
})

test('what stands in a file that is no key is named with its line', () => {
  const broken = '\n-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\n'
  expect(parsePublicKeyPem(Buffer.from(broken))).toMatchObject({ ok: false, line: 2 })
  expect(parsePublicKeyPem(Buffer.from('text'))).toMatchObject({ ok: false, reason: 'unreadable' })
})

test('a flipped bit gives facts or a failure, never a throw', () => {
  for (const key of [p256, testKey('rsa2048')]) {
    fc.assert(
      fc.property(fc.nat(key.spki.length * 8 - 1), (bit) => {
        const der = Uint8Array.from(key.spki)
        der[bit >> 3] = (der[bit >> 3] as number) ^ (1 << (bit & 7))
        expect(typeof parsePublicKey(der).ok).toBe('boolean')
      }),
    )
  }
})

test('the input is copied, so later changes to it do not reach the facts', () => {
  const der = Uint8Array.from(p256.spki)
  const { spki } = facts(der)
  der.fill(0)
  expect(toHex(spki)).toBe(toHex(p256.spki))
})
