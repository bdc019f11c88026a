import { expect, it } from 'vitest'
import { SERVER, serverFiles } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'

it('takes a certificate from its first second', () => {
  expect(judge(['certificate'], serverFiles(), { at: new Date('2026-11-01T00:00:00Z') })).toEqual([])
})

it('refuses one that is not valid yet', () => {
  expect(judge(['certificate'], serverFiles({ notBefore: new Date('2026-12-01T00:00:00Z') }))).toEqual([`cert/not-yet-valid ${SERVER}`])
})
