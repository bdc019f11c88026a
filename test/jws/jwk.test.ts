import { describe, expect, test } from 'vitest'
import { jwkOfSpki } from '../../src/jws/jwk.ts'
import { jwkThumbprint } from '../../src/jws/thumbprint.ts'
import { testKey } from '../support/pki.ts'

describe('the thumbprint of a key', () => {
  test('is that of the example in RFC 7638 §3.1', () => {
    const n =
      '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw'
    expect(jwkThumbprint({ kty: 'RSA', n, e: 'AQAB', alg: 'RS256', kid: '2011-04-29' })).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs')
  })
  test('does not exist for a symmetric key', () => {
    expect(() => jwkThumbprint({ kty: 'oct', k: 'AA' })).toThrow(RangeError)
  })
})

describe('the JWK of a public key', () => {
  test('has the members of its type only, sorted', () => {
    expect(Object.keys(jwkOfSpki(testKey('rsa2048').spki)?.jwk ?? {})).toEqual(['e', 'kty', 'n'])
    expect(Object.keys(jwkOfSpki(testKey('p256').spki)?.jwk ?? {})).toEqual(['crv', 'kty', 'x', 'y'])
  })
  test('says the algorithm of its type', () => {
    expect(jwkOfSpki(testKey('rsa2048').spki)?.alg).toBe('RS256')
    expect(jwkOfSpki(testKey('p256').spki)?.alg).toBe('ES256')
  })
  test.each(['p384', 'ed25519', 'secp256k1'] as const)('is not made of %s', (kind) => {
    expect(jwkOfSpki(testKey(kind).spki)).toBeNull()
  })
  test('is not made of rubbish', () => {
    expect(jwkOfSpki(new Uint8Array([48, 0]))).toBeNull()
  })
})
