import { expect, it } from 'vitest'
import { ROOT, SERVER, serverFiles } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'
import { testCa } from '../../support/pki.ts'

it('takes what its issuer signed', () => {
  expect(judge(['certificate'], serverFiles())).toEqual([])
})

it('refuses a leaf whose signature was altered', () => {
  expect(judge(['certificate'], serverFiles({ tamperSignature: true }))).toEqual([`chain/signature ${SERVER}`])
})

it('refuses a root that did not sign itself', () => {
  expect(judge(['certificate'], { [ROOT]: testCa({ tamperSignature: true }).pem })).toEqual([`chain/signature ${ROOT}`])
})
