import { expect, it } from 'vitest'
import { ROOT, SERVER, serverFiles } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'
import { algorithmDer, testCa, testKey } from '../../support/pki.ts'

it('takes SHA-256', () => {
  expect(judge(['certificate'], serverFiles())).toEqual([])
})

it('refuses a root signed with SHA-1, though it is its own anchor', () => {
  const root = testCa({ key: testKey('rsa2048'), algorithm: 'sha1WithRSAEncryption' })
  expect(judge(['certificate'], { [ROOT]: root.pem })).toEqual([`cert/algorithm ${ROOT}`])
})

it('refuses an Ed25519 key', () => {
  expect(judge(['certificate'], serverFiles({ key: testKey('ed25519') }))).toEqual([`cert/algorithm ${SERVER}`])
})

it('refuses two algorithms, one inside and one outside', () => {
  const root = testCa({ outerAlgorithm: algorithmDer('ecdsa-with-SHA384') })
  expect(judge(['certificate'], { [ROOT]: root.pem })).toEqual([`cert/algorithm ${ROOT}`])
})
