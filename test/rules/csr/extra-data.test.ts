import { expect, it } from 'vitest'
import { judge } from '../../support/judge.ts'
import { testCsr } from '../../support/pki.ts'

const path = 'dfsps/greenbank/client/2026-11.csr'

it('takes one block that is one request', () => {
  expect(judge(['csr'], { [path]: testCsr().pem })).toEqual([])
})

it.each([
  ['two blocks', testCsr().pem + testCsr().pem],
  ['bytes after the DER', testCsr({ trailing: Uint8Array.of(0) }).pem],
])('refuses %s', (_, content) => {
  expect(judge(['csr'], { [path]: content })).toEqual([`csr/extra-data ${path}`])
})
