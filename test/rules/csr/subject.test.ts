import { expect, it } from 'vitest'
import { dfspYaml, findings, judge } from '../../support/judge.ts'
import { type TestName, testCsr } from '../../support/pki.ts'

const path = 'dfsps/greenbank/client/2026-11.csr'
const judged = (subject: TestName, more = '') => judge(['csr'], { [path]: testCsr({ subject }).pem, 'dfsps/greenbank/dfsp.yaml': dfspYaml({ more }) })

it.each([
  ['an empty subject', {}],
  ['what the registry says', { C: 'TZ', O: 'Green Bank Ltd', CN: 'greenbank' }],
  ['OU, ST and L', { ST: 'Dar', L: 'Dar es Salaam', OU: 'IT', CN: 'greenbank' }],
] as const)('takes %s', (_, subject) => {
  expect(judged(subject)).toEqual([])
})

it('takes the FspId as CN', () => {
  expect(judged({ CN: 'GREEN-BANK' }, 'fspId: GREEN-BANK\n')).toEqual([])
})

it.each([
  ['the CN of somebody else', { CN: 'bluebank' }],
  [
    'a CN twice',
    [
      { type: 'CN', value: 'greenbank' },
      { type: 'CN', value: 'greenbank' },
    ],
  ],
  ['a control character', { CN: 'greenbank', OU: 'a\nb' }],
  ['writing turned round', { CN: 'greenbank', OU: 'a\u202eb' }],
  ['a BMPString', [{ type: 'CN', value: 'greenbank', tag: 30 }]],
] as const)('refuses %s', (_, subject) => {
  expect(judged(subject as TestName)).toEqual([`csr/subject ${path}`])
})

it.each([
  ['an attribute that is not used', { CN: 'greenbank', emailAddress: 'a@b.example' }],
  ['another O than the registry has', { O: 'Red Bank', CN: 'greenbank' }],
  ['another C than the registry has', { C: 'KE', CN: 'greenbank' }],
] as const)('warns of %s', (_, subject) => {
  expect(judged(subject)).toEqual([`warning csr/subject ${path}`])
})

it('names the CN that it found and the one expected', () => {
  const files = { [path]: testCsr({ subject: { CN: 'bluebank' } }).pem, 'dfsps/greenbank/dfsp.yaml': dfspYaml() }
  expect(findings(['csr'], files)[0]?.message).toBe('The subject has CN "bluebank"; expected "greenbank" or none.')
})
