import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { findings, judge, type TestFiles } from '../../support/judge.ts'
import { testCertificate, testCsr, testKey } from '../../support/pki.ts'

const key = testKey('p256', 'shared')
const green = 'dfsps/greenbank/client/2026-11.csr'
const blue = 'dfsps/bluebank/client/2026-11.csr'
const csr = testCsr({ key }).pem
const clean: TestFiles = { [green]: csr, [blue]: testCsr({ subject: { CN: 'bluebank' } }).pem }

it('takes two requests with two keys', () => {
  expect(judge(['csr'], clean)).toEqual([])
})

it('blames the later path, once, and names the other', () => {
  const found = findings(['csr', 'certificate', 'jws'], { ...clean, [blue]: csr })
  expect(found.map(({ code, path, message }) => [code, path, message])).toEqual([
    ['csr/key-reuse', green, `The key is already used in "${blue}"; every purpose, party and environment has its own key.`],
  ])
})

it('blames the newcomer where there is a base', () => {
  expect(judge(['csr'], { ...clean, [blue]: csr }, { base: clean })).toEqual([`csr/key-reuse ${blue}`])
})

it('finds the key of a request in a signing key', () => {
  expect(judge(['csr', 'jws'], { [green]: csr, 'dfsps/greenbank/officers/anna.pem': key.publicPem })).toEqual([
    'jws/key-reuse dfsps/greenbank/officers/anna.pem',
  ])
})

it('finds the key of a renewed request in the old one', () => {
  expect(judge(['csr'], { [green]: csr, 'dfsps/greenbank/client/2026-12.csr': testCsr({ key, subject: {} }).pem })).toEqual([
    'csr/key-reuse dfsps/greenbank/client/2026-12.csr',
  ])
})

it('finds the key in another environment of the scheme', () => {
  expect(judge(['csr'], clean, { siblings: [{ [green]: csr }] })).toEqual([`csr/key-reuse ${green}`])
})

it('does not take the certificate issued for a request as a second use', () => {
  const issued = testCertificate({ key, purpose: 'client', serial: '0A' }).pem
  expect(judge(['csr'], { [green]: csr, 'issued/certificates/greenbank/2026-11.0A.pem': issued })).toEqual([])
})

it('finds a key that was seen once with another DFSP', () => {
  const record = { version: 1, spki: '', purpose: 'client', dfsp: 'redbank', commit: null }
  const [finding] = findings(['csr'], { [green]: csr, ...keyRecord(record) })
  expect([finding?.code, finding?.path]).toEqual(['csr/key-reuse', green])
})

it('takes a key that was seen once with the same DFSP for the same purpose', () => {
  expect(judge(['csr'], { [green]: csr, ...keyRecord({ version: 1, spki: '', purpose: 'client', dfsp: 'greenbank', commit: null }) })).toEqual([])
})

function keyRecord(record: Readonly<Record<string, unknown>>): TestFiles {
  const spki = createHash('sha256').update(key.spki).digest('hex')
  return { [`issued/keys/${spki}.json`]: JSON.stringify({ ...record, spki }) }
}
