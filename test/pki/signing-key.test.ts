import { expect, test } from 'vitest'
import { fromHex, toHex } from '../../src/pki/der-values.ts'
import { ecdsaSignatureDer, signingKey } from '../../src/pki/signing-key.ts'
import { testKey } from '../support/pki.ts'

test.each([
  ['rsa2048', 'sha256WithRSAEncryption'],
  ['p256', 'ecdsa-with-SHA256'],
  ['p384', 'ecdsa-with-SHA384'],
] as const)('a CA with a %s key signs with %s', (kind, algorithm) => {
  const { spki } = testKey(kind)
  const key = signingKey(spki)
  expect(typeof key === 'string' ? key : [key.algorithm, toHex(key.facts.spki)]).toEqual([algorithm, toHex(spki)])
})

test.each(['p521', 'p224', 'secp256k1', 'ed25519'] as const)('a CA has no %s key', (kind) => {
  expect(signingKey(testKey(kind).spki)).toBe('The key is neither RSA nor on P-256 or P-384.')
})

test('a CA has no short RSA key, no point off its curve, and nothing that is no key', () => {
  const off = Uint8Array.from(testKey('p256').spki)
  off[off.length - 1] = (off.at(-1) ?? 0) ^ 1
  expect(signingKey(testKey('rsa1024').spki)).toBe('RSA key has 1024 bits; expected at least 2048.')
  expect(signingKey(off)).toBe('The key is neither RSA nor on P-256 or P-384.')
  expect(signingKey(fromHex('0500'))).toMatch(/^The public key/)
})

test.each([
  ['', null],
  ['01', null],
  ['010203', null],
  ['0102', '3006020101020102'],
  ['00ff007f', '3007020200ff02017f'],
])('r ‖ s of "%s" is %s', (raw, der) => {
  const written = ecdsaSignatureDer(fromHex(raw))
  expect(written === null ? null : toHex(written)).toBe(der)
})
