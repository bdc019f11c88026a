import { expect, it } from 'vitest'
import { encoding, readDer } from '../../../src/pki/der.ts'
import { sequence, set } from '../../../src/pki/der-write.ts'
import { dfspYaml, findings, judge } from '../../support/judge.ts'
import { nameDer, type TestName, testCsr } from '../../support/pki.ts'

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

const said = (subject: TestName, more = '') =>
  findings(['csr'], { [path]: testCsr({ subject }).pem, 'dfsps/greenbank/dfsp.yaml': dfspYaml({ more }) }).map(({ message }) => message)
const deceives = (what: string, value: string) => `The subject has ${what} in OU "${value}"; expected plain text.`

it.each([
  ['spaces around its text, or no text', ' IT'],
  ['spaces around its text, or no text', 'IT '],
  ['spaces around its text, or no text', ''],
  ['characters that are not composed (NFC)', 'Cafe\u0301'],
  ['mark-up', 'a<b'],
  ['mark-up', '&amp;'],
  ['mark-up', '&#39;'],
  ['mark-up', '$(id)'],
  ['mark-up', '${id}'],
  ['mark-up', '{{id}}'],
  ['what reads as another attribute', 'CN=bluebank'],
  ['what reads as another attribute', 'IT, CN=bluebank'],
  ['what reads as another attribute', 'IT/CN = bluebank'],
  ['what reads as another attribute', 'IT+2.5.4.3=bluebank'],
  ['what reads as another attribute', 'IT;12.55.44=bluebank'],
])('refuses %s: %j', (what, value) => {
  expect(said([{ type: 'OU', value }])).toEqual([deceives(what, value)])
})

it.each(['AT&T', '5 = 5', 'R & D; operations', '100$ [US]', 'IT, 1=1', 'two words=one'])('takes %j, which only looks like it', (value) => {
  expect(said([{ type: 'OU', value }])).toEqual([])
})

it.each<[TestName, string]>([
  [
    [
      { type: 'CN', value: 'greenbank' },
      { type: 'CN', value: 'greenbank' },
    ],
    'The subject has CN more than once; expected at most one.',
  ],
  [[{ type: 'OU', value: 'IT', tag: 30 }], 'The subject has OU in another encoding than PrintableString or UTF8String.'],
  [{ C: 'TZA' }, 'The subject has C "TZA"; expected two letters (ISO 3166).'],
  [{ C: 'T1' }, 'The subject has C "T1"; expected two letters (ISO 3166).'],
  [{ OU: 'a'.repeat(65) }, 'The subject has 65 characters in OU; at most 64 are allowed.'],
  [{ L: '😀'.repeat(129) }, 'The subject has 129 characters in L; at most 128 are allowed.'],
])('says what is wrong with %j', (subject, message) => {
  expect(said(subject)).toEqual([message])
})

it('takes as many characters as are allowed, however many octets they need', () => {
  expect(said({ OU: 'a'.repeat(64), L: '😀'.repeat(128) })).toEqual([])
})

it('says that attributes are joined, or not known', () => {
  const parts = readDer(nameDer({ OU: 'IT', L: 'Dar' })).children.map((rdn) => encoding(rdn.children[0] as (typeof rdn)['children'][number]))
  expect(said(sequence(set(...parts)))).toEqual(['The subject has several attributes in one relative distinguished name; expected one in each.'])
  expect(said(sequence(set(Uint8Array.of(0x30, 0x08, 0x06, 0x03, 0x2a, 0x03, 0x04, 0x0c, 0x01, 0x61))))).toEqual([
    'The subject has the attribute 1.2.3.4, which is not known; expected C, O, OU, CN, ST or L.',
  ])
})

it('names the FspId beside the id where it is another', () => {
  expect(said({ CN: 'bluebank' }, 'fspId: GREEN-BANK\n')).toEqual(['The subject has CN "bluebank"; expected "greenbank", "GREEN-BANK" or none.'])
  expect(said({ CN: 'bluebank' }, 'fspId: greenbank\n')).toEqual(['The subject has CN "bluebank"; expected "greenbank" or none.'])
})

it('takes the legal name as O', () => {
  expect(said({ O: 'Green Bank Limited' }, 'legalName: Green Bank Limited\n')).toEqual([])
})

it('compares nothing with a registry that is not there', () => {
  expect(findings(['csr'], { [path]: testCsr({ subject: { CN: 'bluebank' } }).pem })).toEqual([])
})
