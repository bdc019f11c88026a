import { expect, it } from 'vitest'
import { greenRoot, ROOT, SERVER, serverFiles } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'
import { testCa, testCsr, testKey } from '../../support/pki.ts'

it('takes a CA that was renewed under its key', () => {
  expect(judge(['certificate'], { [ROOT]: greenRoot.pem, 'dfsps/greenbank/ca/root-2.pem': testCa({ key: greenRoot.key }).pem })).toEqual([])
})

it('refuses a server certificate renewed under its key', () => {
  const key = testKey()
  const later = 'dfsps/greenbank/server/2026-12.pem'
  expect(judge(['certificate'], serverFiles({ key }, { [later]: greenRoot.issue({ key }).pem }))).toEqual([`cert/key-reuse ${later}`])
})

it('refuses the key of a request in a server certificate', () => {
  const key = testKey()
  expect(judge(['certificate', 'csr'], serverFiles({ key }, { 'dfsps/greenbank/client/2026-11.csr': testCsr({ key }).pem }))).toEqual([
    `cert/key-reuse ${SERVER}`,
  ])
})
