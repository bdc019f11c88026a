import { expect, it } from 'vitest'
import { greenRoot, ROOT } from '../../support/greenbank.ts'
import { findings, judge } from '../../support/judge.ts'
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

it.each([
  ['is new', {}],
  ['was for other bytes', waivedFiles({ sha256: '1'.repeat(64) })],
  ['lay elsewhere', { 'waivers/other.yaml': String(waivedFiles()[WAIVER]), 'hub/hub.yaml': String(waivedFiles()['hub/hub.yaml']) }],
])('refuses one that on base %s', (_, base) => {
  expect(judge(['certificate', 'waiver'], { ...waivedFiles(), [ROOT]: greenRoot.pem }, { base })).toEqual([`waiver/unbound ${WAIVER}`])
})

it('says what is missing', () => {
  const message = (changes: Record<string, string>) =>
    findings(['waiver'], waivedFiles(changes)).flatMap(({ code, message }) => (code === 'waiver/unbound' ? [message] : []))
  expect(message({ path: 'dfsps/greenbank/ca/other.pem' })).toEqual(['There is no file "dfsps/greenbank/ca/other.pem".'])
  expect(message({ sha256: '0'.repeat(64) })).toEqual([`The file "${ROOT}" is not "${'0'.repeat(64)}"; the waiver is for other bytes.`])
})
