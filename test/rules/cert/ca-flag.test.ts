import { expect, it } from 'vitest'
import { greenRoot, ROOT, SERVER, serverFiles } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'
import { testCertificate } from '../../support/pki.ts'

it('takes CA:TRUE in ca/ and CA:FALSE in server/', () => {
  expect(judge(['certificate'], serverFiles())).toEqual([])
})

it('refuses a leaf that says CA:TRUE, and says nothing else of it', () => {
  expect(judge(['certificate'], serverFiles({}, { [SERVER]: greenRoot.issueCa().pem }))).toEqual([`cert/ca-flag ${SERVER}`])
})

it('refuses a leaf in ca/', () => {
  expect(judge(['certificate'], { [ROOT]: testCertificate().pem })).toEqual([`cert/ca-flag ${ROOT}`])
})
