import { expect, it } from 'vitest'
import { judge } from '../../support/judge.ts'
import { testCertificate, testKey } from '../../support/pki.ts'

const path = 'dfsps/greenbank/jws/2026-11.pem'
const key = testKey('rsa2048')

it('takes a public key, and a certificate for its key', () => {
  expect(judge(['jws'], { [path]: key.publicPem })).toEqual([])
  expect(judge(['jws'], { [path]: testCertificate({ key }).pem })).toEqual([])
})

it.each([
  ['an empty file', ''],
  ['two keys', key.publicPem + key.publicPem],
  ['base64 that is no key', '-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\n'],
])('refuses %s', (_, content) => {
  expect(judge(['jws'], { [path]: content })).toEqual([`jws/unreadable ${path}`])
})
