import { expect, it } from 'vitest'
import { ROOT } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'
import { WAIVER, waivedFiles } from '../../support/waived.ts'

it('takes an admin of the Hub', () => {
  expect(judge(['certificate', 'waiver'], waivedFiles())).toEqual([`notice cert/algorithm ${ROOT}`])
})

it.each([2003, 1001])('refuses %s, who is none', (approver) => {
  expect(judge(['certificate', 'waiver'], waivedFiles({ approver }))).toEqual([`cert/algorithm ${ROOT}`, `waiver/approver ${WAIVER}`])
})
