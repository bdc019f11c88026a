import { expect, it } from 'vitest'
import { greenRoot, ROOT, SERVER, serverFiles } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'

it('takes a leaf with its issuer in server/', () => {
  expect(judge(['certificate'], serverFiles({}, { [SERVER]: greenRoot.issue().pem + greenRoot.pem }))).toEqual([])
})

it('refuses two certificates in ca/', () => {
  expect(judge(['certificate'], { [ROOT]: greenRoot.pem + greenRoot.pem })).toEqual([`cert/extra-data ${ROOT}`])
})

it('refuses bytes after the DER', () => {
  expect(judge(['certificate'], serverFiles({ trailing: Uint8Array.of(0) }))).toEqual([`cert/extra-data ${SERVER}`])
})
