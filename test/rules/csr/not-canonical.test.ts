import { expect, it } from 'vitest'
import { judge } from '../../support/judge.ts'
import { testCsr } from '../../support/pki.ts'

const path = 'dfsps/greenbank/client/2026-11.csr'

it('takes the bare block', () => {
  expect(judge(['csr'], { [path]: testCsr().pem })).toEqual([])
})

it.each([
  ['text before the block, as openssl -text writes it', `Certificate Request:\n    Data:\n${testCsr().pem}`],
  ['CRLF', testCsr().pem.replaceAll('\n', '\r\n')],
  ["keytool's label", testCsr({ label: 'NEW CERTIFICATE REQUEST' }).pem],
])('warns of %s', (_, content) => {
  expect(judge(['csr'], { [path]: content })).toEqual([`warning csr/not-canonical ${path}`])
})
