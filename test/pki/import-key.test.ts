import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import type { PublicKeyFacts } from '../../src/pki/facts.ts'
import { importPublicKey } from '../../src/pki/import-key.ts'
import { parsePublicKey } from '../../src/pki/spki.ts'

const MESSAGE = new TextEncoder().encode('imported')

/** New keys each time: what was imported once is remembered. */
const MAKERS: Readonly<Record<string, () => { readonly publicKey: KeyObject; readonly privateKey: KeyObject }>> = {
  'RSA of 1024 bits': () => generateKeyPairSync('rsa', { modulusLength: 1024 }),
  'RSA with the exponent 3': () => generateKeyPairSync('rsa', { modulusLength: 1024, publicExponent: 3 }),
  'P-256': () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'P-384': () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  'P-521': () => generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  'P-224': () => generateKeyPairSync('ec', { namedCurve: 'P-224' }),
  secp256k1: () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
  Ed25519: () => generateKeyPairSync('ed25519'),
}

const spkiOf = (key: KeyObject): Uint8Array => new Uint8Array(key.export({ type: 'spki', format: 'der' }))

function factsOf(spki: Uint8Array): PublicKeyFacts {
  const parsed = parsePublicKey(spki)
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.facts
}

test.each(Object.entries(MAKERS))('a key of %s is the one that signed', (kind, make) => {
  const { publicKey, privateKey } = make()
  const imported = importPublicKey(factsOf(spkiOf(publicKey)))
  const hash = kind === 'Ed25519' ? null : 'sha256'
  expect(imported !== null && verify(hash, MESSAGE, imported, sign(hash, MESSAGE, privateKey))).toBe(true)
  expect(imported === null ? null : Buffer.from(spkiOf(imported)).equals(spkiOf(publicKey))).toBe(true)
})

test('an RSA key whose exponent has an odd number of hex digits is read whole', () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024, publicExponent: 65_537 })
  expect(importPublicKey(factsOf(spkiOf(publicKey)))?.asymmetricKeyDetails?.publicExponent).toBe(65_537n)
})

test('a point off its curve is no key', () => {
  const spki = spkiOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)
  spki[spki.length - 1] = (spki.at(-1) ?? 0) ^ 1
  expect(importPublicKey(factsOf(spki))).toBeNull()
})
