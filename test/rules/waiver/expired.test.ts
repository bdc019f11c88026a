import { expect, it } from 'vitest'
import { ROOT } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'
import { WAIVER, waivedFiles } from '../../support/waived.ts'

const kinds = ['certificate', 'waiver'] as const

it('turns the finding into a notice until the last second of its last day', () => {
  expect(judge(kinds, waivedFiles())).toEqual([`notice cert/algorithm ${ROOT}`])
  expect(judge(kinds, waivedFiles(), { at: new Date('2027-01-31T23:59:59Z') })).toEqual([`notice cert/algorithm ${ROOT}`])
})

it('excuses nothing afterwards', () => {
  const found = judge(kinds, waivedFiles(), { at: new Date('2027-02-01T00:00:00Z') })
  expect(found).toEqual([`cert/algorithm ${ROOT}`, `waiver/expired ${WAIVER}`])
})
