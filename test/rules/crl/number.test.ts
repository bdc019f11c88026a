import { expect, it } from 'vitest'
import { greenRoot, ROOT } from '../../support/greenbank.ts'
import { findings, judge } from '../../support/judge.ts'
import { hubFiles, testHub } from '../../support/parties.ts'
import { rawCrl } from '../../support/raw-crl.ts'

const hub = testHub()
const path = 'issued/crl/clients.pem'
const numbered = (number: bigint) => ({ ...hubFiles(hub), [path]: hub.clients.crl({ number }).pem })

it('takes the same list, and one with a greater number', () => {
  const before = numbered(7n)
  expect(judge(['crl'], before, { base: before })).toEqual([])
  expect(judge(['crl'], numbered(8n), { base: before })).toEqual([])
})

it.each([7n, 6n])('refuses another list with the number %s after 7', (number) => {
  expect(judge(['crl'], numbered(number), { base: numbered(7n) })).toEqual([`crl/number ${path}`])
})

const NONE = { number: new Uint8Array() }
const said = (files: Readonly<Record<string, string>>) =>
  findings(['crl'], files, { base: numbered(7n) }).map((finding) => `${finding.path}: ${finding.message} ${finding.hint}`)

it('says what is wrong, and how to make it right', () => {
  expect(said({ ...hubFiles(hub), [path]: rawCrl(hub.clients, NONE).pem })).toEqual([`${path}: The CRL has no CRL number. muhuri sign --crl-only`])
  expect(said(numbered(6n))).toEqual([`${path}: The CRL number 6 is not greater than 7, that of the one it replaces. muhuri sign --crl-only`])
})

it('compares with the list at the same path only', () => {
  expect(said({ ...numbered(8n), 'hub/crl/root.pem': hub.root.crl({ number: 1n }).pem })).toEqual([])
})

it('does not ask for it in the CRL of a DFSP', () => {
  expect(said({ [ROOT]: greenRoot.pem, 'dfsps/greenbank/crl/root.pem': rawCrl(greenRoot, NONE).pem })).toEqual([])
})
