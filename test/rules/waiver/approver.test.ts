import { describe, expect, it } from 'vitest'
import { ROOT } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'
import { WAIVER, waivedFiles } from '../../support/waived.ts'

it('takes an admin of the Hub', () => {
  expect(judge(['certificate', 'waiver'], waivedFiles())).toEqual([`notice cert/algorithm ${ROOT}`])
})

it.each([2003, 1001])('refuses %s, who is none', (approver) => {
  expect(judge(['certificate', 'waiver'], waivedFiles({ approver }))).toEqual([`cert/algorithm ${ROOT}`, `waiver/approver ${WAIVER}`])
})

describe('where there is a base', () => {
  const hub = waivedFiles()['hub/hub.yaml'] as string
  const base = { 'hub/hub.yaml': hub }
  const approvedBy = (approver: number, admins = hub) => ({ ...waivedFiles({ approver }), 'hub/hub.yaml': admins })

  it('its admins count: a head cannot make the approver one', () => {
    const head = approvedBy(4711, hub.replace('2001,2002', '2001,2002,4711'))
    expect(judge(['certificate', 'waiver'], head, { base })).toEqual([`cert/algorithm ${ROOT}`, `waiver/approver ${WAIVER}`])
    expect(judge(['certificate', 'waiver'], head)).toEqual([`notice cert/algorithm ${ROOT}`])
  })

  it('an admin whom the head removes may still approve', () => {
    expect(judge(['certificate', 'waiver'], approvedBy(2002, hub.replace('2001,2002', '2001')), { base })).toEqual([`notice cert/algorithm ${ROOT}`])
  })

  it('a base without the Hub leaves it to the head', () => {
    expect(judge(['certificate', 'waiver'], approvedBy(2002), { base: {} })).toEqual([`notice cert/algorithm ${ROOT}`])
  })
})

it('nobody approves where nobody is named', () => {
  const { 'hub/hub.yaml': _, ...rest } = waivedFiles()
  expect(judge(['certificate', 'waiver'], rest)).toEqual([`cert/algorithm ${ROOT}`, `waiver/approver ${WAIVER}`])
})
