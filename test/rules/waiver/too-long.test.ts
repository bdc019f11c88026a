import { expect, it } from 'vitest'
import { ROOT } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'
import { WAIVER, waivedFiles } from '../../support/waived.ts'

it('takes 90 days', () => {
  expect(judge(['certificate', 'waiver'], waivedFiles({ expires: '2027-02-21' }))).toEqual([`notice cert/algorithm ${ROOT}`])
})

it('refuses more, and excuses nothing then', () => {
  expect(judge(['certificate', 'waiver'], waivedFiles({ expires: '2027-02-22' }))).toEqual([`cert/algorithm ${ROOT}`, `waiver/too-long ${WAIVER}`])
})
