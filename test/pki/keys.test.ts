import { createPublicKey, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { exportPkcs1, exportPkcs8, exportPublicKey, generateKey, type KeyKind, readPrivateKey } from '../../src/pki/keys.ts'
import { parsePublicKey } from '../../src/pki/spki.ts'
import { testKey } from '../support/pki.ts'

describe.each<[KeyKind, string, string]>([
  ['p256', 'sha256', 'ecdsa-with-SHA256'],
  ['p384', 'sha384', 'ecdsa-with-SHA384'],
  ['rsa2048', 'sha256', 'sha256WithRSAEncryption'],
])('%s', (kind, hash, algorithm) => {
  const key = generateKey(kind)
  const data = new TextEncoder().encode('signed')

  test('signs with its algorithm', () => {
    expect(key.algorithm).toBe(algorithm)
    expect(verify(hash, data, createPublicKey(exportPublicKey(key)), key.sign(data))).toBe(true)
    expect(parsePublicKey(key.publicKey)).toMatchObject({ ok: true })
  })

  test('is written and read again, encrypted or not', () => {
    expect(readPrivateKey(exportPkcs8(key)).publicKey).toEqual(key.publicKey)
    const encrypted = exportPkcs8(key, 'correct horse')
    expect(encrypted).toContain('BEGIN ENCRYPTED PRIVATE KEY')
    expect(readPrivateKey(encrypted, 'correct horse').publicKey).toEqual(key.publicKey)
    expect(() => readPrivateKey(encrypted, 'wrong')).toThrow()
  })
})

test('PKCS#1 is what the SDK reads', () => {
  const key = generateKey('rsa2048')
  expect(exportPkcs1(key)).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n/)
  expect(readPrivateKey(exportPkcs1(key)).publicKey).toEqual(key.publicKey)
})

test('keys that sign nothing here are refused', () => {
  expect(() => readPrivateKey(testKey('ed25519').privatePem)).toThrow('No signature algorithm for ed25519 key')
})
