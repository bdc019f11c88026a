import { expect, it } from 'vitest'
import { greenRoot, ROOT } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'

const path = 'dfsps/greenbank/crl/root.pem'

it('takes a CRL in PEM', () => {
  expect(judge(['crl'], { [ROOT]: greenRoot.pem, [path]: greenRoot.crl().pem })).toEqual([])
})

it.each([
  ['an empty file', ''],
  ['a certificate', greenRoot.pem],
  ['two lists', greenRoot.crl().pem + greenRoot.crl().pem],
])('refuses %s', (_, content) => {
  expect(judge(['crl'], { [ROOT]: greenRoot.pem, [path]: content })).toEqual([`crl/unreadable ${path}`])
})
