import { expect, it } from 'vitest'
import { extension } from '../../../src/pki/build-extensions.ts'
import { SERVER, serverFiles } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'

const unknown = (critical: boolean) => extension('1.3.6.1.4.1.99999.1', critical, Uint8Array.of(5, 0))

it('takes an unknown extension that is not critical', () => {
  expect(judge(['certificate'], serverFiles({ extraExtensions: [unknown(false)] }))).toEqual([])
})

it('refuses an unknown critical one', () => {
  expect(judge(['certificate'], serverFiles({ extraExtensions: [unknown(true)] }))).toEqual([`chain/critical-extension ${SERVER}`])
})
