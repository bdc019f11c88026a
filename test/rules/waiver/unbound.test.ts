import { expect, it } from 'vitest'
import { greenRoot, ROOT } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'
import { WAIVER, waivedFiles } from '../../support/waived.ts'

it('takes a waiver for the bytes that are there', () => {
  expect(judge(['certificate', 'waiver'], waivedFiles())).toEqual([`notice cert/algorithm ${ROOT}`])
})

it.each([
  ['other bytes', { sha256: '0'.repeat(64) }],
  ['a file that is not there', { path: 'dfsps/greenbank/ca/other.pem' }],
])('refuses a waiver for %s', (_, changes) => {
  expect(judge(['certificate', 'waiver'], waivedFiles(changes)).filter((found) => found.includes(WAIVER))).toEqual([`waiver/unbound ${WAIVER}`])
})

it('only warns whoever mends the file that it was for', () => {
  const base = waivedFiles()
  expect(judge(['certificate', 'waiver'], { ...base, [ROOT]: greenRoot.pem }, { base })).toEqual([`warning waiver/unbound ${WAIVER}`])
})
