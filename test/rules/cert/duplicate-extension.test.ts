import { expect, it } from 'vitest'
import { subjectAltName } from '../../../src/pki/build-extensions.ts'
import { SERVER, serverFiles } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'

it('takes each extension once', () => {
  expect(judge(['certificate'], serverFiles())).toEqual([])
})

it('refuses an extension twice', () => {
  expect(judge(['certificate'], serverFiles({ extraExtensions: [subjectAltName([{ kind: 'dns', value: 'other.example' }])] }))).toEqual([
    `cert/duplicate-extension ${SERVER}`,
  ])
})
