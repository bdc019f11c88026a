import { sign } from 'node:crypto'
import { expect, test } from 'vitest'
import { keyPair } from '../../src/pki/keys.ts'
import { proofAlgorithm, signProof, verifyProofSignature } from '../../src/pki/proof-signature.ts'
import { parsePublicKey } from '../../src/pki/spki.ts'
import { type TestKey, testKey } from '../support/pki.ts'

const MESSAGE = new TextEncoder().encode('muhuri-proof-v1\n')

function factsOf({ spki }: TestKey) {
  const parsed = parsePublicKey(spki)
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.facts
}

test.each([
  ['rsa2048', 'RS256'],
  ['p256', 'ES256'],
  ['p384', 'ES384'],
] as const)('a %s key signs with %s, and with nothing else', (kind, alg) => {
  const key = testKey(kind, 'proof signature')
  const signature = signProof(keyPair(key.privateKey), MESSAGE)
  expect(signature).toMatchObject({ spki: factsOf(key).sha256, alg })
  if (signature === null) return
  const verified = (changes: object): boolean => verifyProofSignature({ ...signature, ...changes }, factsOf(key), MESSAGE)
  expect(verified({})).toBe(true)
  const others = (['RS256', 'ES256', 'ES384'] as const).filter((other) => other !== alg)
  expect(others.map((other) => verified({ alg: other }))).toEqual([false, false])
  expect(verified({ spki: '0'.repeat(64) })).toBe(false)
  expect(verified({ value: `${signature.value}=` })).toBe(false)
  expect(verifyProofSignature(signature, factsOf(key), new Uint8Array())).toBe(false)
})

test.each(['p256', 'p384'] as const)('r ‖ s of a %s key is taken too', (kind) => {
  const key = testKey(kind, 'proof signature')
  const alg = kind === 'p256' ? 'ES256' : 'ES384'
  const raw = sign(kind === 'p256' ? 'sha256' : 'sha384', MESSAGE, { key: key.privateKey, dsaEncoding: 'ieee-p1363' })
  const signature = { spki: factsOf(key).sha256, alg, value: raw.toString('base64url') } as const
  expect(verifyProofSignature(signature, factsOf(key), MESSAGE)).toBe(true)
  expect(verifyProofSignature({ ...signature, value: raw.subarray(1).toString('base64url') }, factsOf(key), MESSAGE)).toBe(false)
})

test.each(['rsa1024', 'p521', 'secp256k1', 'ed25519'] as const)('a %s key makes no proofs', (kind) => {
  expect(proofAlgorithm(factsOf(testKey(kind, 'proof signature')))).toBeNull()
})

test('a key that makes no proofs signs none, and what it signed by hand is refused', () => {
  const short = testKey('rsa1024', 'proof signature')
  const value = sign('sha256', MESSAGE, short.privateKey).toString('base64url')
  expect(signProof(keyPair(short.privateKey), MESSAGE)).toBeNull()
  expect(verifyProofSignature({ spki: factsOf(short).sha256, alg: 'RS256', value }, factsOf(short), MESSAGE)).toBe(false)
})

test('a key signs with the hash of its curve only', () => {
  const key = testKey('p256', 'proof signature')
  const value = sign('sha384', MESSAGE, key.privateKey).toString('base64url')
  expect(verifyProofSignature({ spki: factsOf(key).sha256, alg: 'ES384', value }, factsOf(key), MESSAGE)).toBe(false)
})

test('a signature has one spelling: bits beyond its last octet are refused, and so is a line end', () => {
  const key = testKey('rsa2048', 'proof signature')
  const signature = signProof(keyPair(key.privateKey), MESSAGE)
  if (signature === null) throw new Error('no signature')
  // 256 octets leave 4 bits over.
  const other = `${signature.value.slice(0, -1)}${{ A: 'B', Q: 'R', g: 'h', w: 'x' }[signature.value.slice(-1)]}`
  expect(Buffer.from(other, 'base64url').equals(Buffer.from(signature.value, 'base64url'))).toBe(true)
  for (const value of [other, `${signature.value}\n`]) expect(verifyProofSignature({ ...signature, value }, factsOf(key), MESSAGE)).toBe(false)
})

test('a point off its curve makes no proofs', () => {
  const spki = Uint8Array.from(testKey('p256', 'proof signature').spki)
  spki[spki.length - 1] = (spki.at(-1) ?? 0) ^ 1
  const parsed = parsePublicKey(spki)
  expect(parsed.ok && proofAlgorithm(parsed.facts)).toBeNull()
})
