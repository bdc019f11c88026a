import { expect, it } from 'vitest'
import { judge } from '../../support/judge.ts'
import { testCsr } from '../../support/pki.ts'

const path = 'dfsps/greenbank/client/2026-11.csr'

it('takes one request in PEM', () => {
  expect(judge(['csr'], { [path]: testCsr().pem })).toEqual([])
})

it.each([
  ['an empty file', ''],
  ['text without a block', 'hello\n'],
  ['a certificate', testCsr({ label: 'CERTIFICATE' }).pem],
  ['base64 that is no DER', '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n'],
])('refuses %s', (_, content) => {
  expect(judge(['csr'], { [path]: content })).toEqual([`csr/unreadable ${path}`])
})
