import { expect, it } from 'vitest'
import { greenRoot, SERVER, serverFiles } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'

it('takes bare blocks', () => {
  expect(judge(['certificate'], serverFiles())).toEqual([])
})

it('warns of text around the block', () => {
  expect(judge(['certificate'], serverFiles({}, { [SERVER]: `Bag Attributes\n${greenRoot.issue().pem}` }))).toEqual([`warning cert/not-canonical ${SERVER}`])
})
