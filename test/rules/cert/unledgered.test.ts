import { expect, it } from 'vitest'
import { judge } from '../../support/judge.ts'
import { hubFiles, issuedFiles, recordOf, testHub } from '../../support/parties.ts'

const hub = testHub()
const { certificate, path, files } = issuedFiles(hub)
const record = path.replace('.pem', '.json')

it('takes a certificate with its record', () => {
  expect(judge(['certificate'], { ...hubFiles(hub), ...files })).toEqual([])
})

it('takes one whose record is still intended, as a killed run leaves it', () => {
  expect(
    judge(['certificate'], { ...hubFiles(hub), ...files, [record]: JSON.stringify(recordOf(certificate, { state: 'intended', certificate: null })) }),
  ).toEqual([])
})

it('refuses a certificate without a record', () => {
  expect(judge(['certificate'], { ...hubFiles(hub), [path]: certificate.pem })).toEqual([`cert/unledgered ${path}`])
})

it.each([
  ['another serial', { serial: '0C0D' }],
  ['another certificate', { certificate: '1'.repeat(64) }],
  ['another DFSP', { dfsp: 'bluebank' }],
])('refuses a record of %s', (_, changes) => {
  expect(judge(['certificate'], { ...hubFiles(hub), ...files, [record]: JSON.stringify(recordOf(certificate, changes)) })).toEqual([`cert/unledgered ${path}`])
})
