import { expect, it } from 'vitest'
import { ROOT, SERVER, serverFiles } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'

it('takes certificates in PEM', () => {
  expect(judge(['certificate'], serverFiles())).toEqual([])
})

it.each([
  ['an empty file', ''],
  ['a public key', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n'],
  ['base64 that is no certificate', '-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n'],
])('refuses %s', (_, content) => {
  expect(judge(['certificate'], serverFiles({}, { [SERVER]: content }))).toEqual([`cert/unreadable ${SERVER}`])
  expect(judge(['certificate'], { [ROOT]: content })).toEqual([`cert/unreadable ${ROOT}`])
})
