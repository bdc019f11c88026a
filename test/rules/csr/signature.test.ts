import { expect, it } from 'vitest'
import { judge } from '../../support/judge.ts'
import { testCsr, testKey } from '../../support/pki.ts'

const path = 'dfsps/greenbank/client/2026-11.csr'

it.each(['p256', 'p384', 'rsa2048'] as const)('takes a request that its own %s key signed', (kind) => {
  expect(judge(['csr'], { [path]: testCsr({ key: testKey(kind) }).pem })).toEqual([])
})

it('refuses a request whose signature was altered', () => {
  expect(judge(['csr'], { [path]: testCsr({ tamperSignature: true }).pem })).toEqual([`csr/signature ${path}`])
})

it('finds a subject that was altered after signing, and nothing else', () => {
  const tamperTbs = (tbs: Uint8Array): Uint8Array =>
    Uint8Array.from(Buffer.from(Buffer.from(tbs).toString('latin1').replace('greenbank', 'bluebankk'), 'latin1'))
  expect(judge(['csr'], { [path]: testCsr({ tamperTbs }).pem, 'dfsps/greenbank/dfsp.yaml': '' })).toEqual([`csr/signature ${path}`])
})
