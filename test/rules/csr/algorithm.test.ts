import { expect, it } from 'vitest'
import { judge } from '../../support/judge.ts'
import { testCsr, testKey } from '../../support/pki.ts'

const path = 'dfsps/greenbank/client/2026-11.csr'

it.each([
  ['RSA', 'rsa2048', 'sha384WithRSAEncryption'],
  ['ECDSA', 'p256', 'ecdsa-with-SHA512'],
] as const)('takes %s with a strong hash', (_, kind, algorithm) => {
  expect(judge(['csr'], { [path]: testCsr({ key: testKey(kind), algorithm }).pem })).toEqual([])
})

it.each([
  ['SHA-1 with RSA', 'rsa2048', 'sha1WithRSAEncryption'],
  ['MD5 with RSA', 'rsa2048', 'md5WithRSAEncryption'],
  ['SHA-1 with ECDSA', 'p256', 'ecdsa-with-SHA1'],
  ['an Ed25519 key', 'ed25519', 'Ed25519'],
] as const)('refuses %s', (_, kind, algorithm) => {
  expect(judge(['csr'], { [path]: testCsr({ key: testKey(kind), algorithm }).pem })).toEqual([`csr/algorithm ${path}`])
})
