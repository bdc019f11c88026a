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
