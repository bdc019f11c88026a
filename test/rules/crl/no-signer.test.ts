import { expect, it } from 'vitest'
import { check } from '../../../src/stages/check.ts'
import { edited, type FileContents, SAMPLE_AT, sampleEnvironment } from '../../support/environment.ts'

const judged = (files: FileContents, at: Date = SAMPLE_AT): string[] =>
  check(sampleEnvironment({ files }), { at })
    .findings.filter(({ code }) => code === 'crl/no-signer' || code === 'crl/missing')
    .map(({ severity, code, path }) => `${severity} ${code} ${path}`)

it('takes a Hub whose CAs have an online signer or a list of a ceremony', () => {
  expect(judged({})).toEqual([])
})

it('refuses a CA that issued certificates and has neither, and says so once', () => {
  expect(judged({ 'hub/crl/servers.pem': null })).toEqual(['error crl/no-signer hub/crl/servers.pem'])
  expect(judged({ 'hub/crl/root.pem': null })).toEqual(['error crl/no-signer hub/crl/root.pem'])
})

it('is not content with the last list of a signer that is gone', () => {
  const files = edited('environment.yaml', 'signers:\n  clients: { kind: file }\n', 'signers: {}\n')
  expect(judged(files)).toEqual(['error crl/no-signer hub/crl/clients.pem'])
})

it('asks for none once the last certificate has run out', () => {
  expect(judged({ 'hub/crl/servers.pem': null, 'hub/server/2026-11.pem': null })).toEqual(['warning crl/missing issued/crl/servers.pem'])
  expect(judged({ 'hub/crl/servers.pem': null }, new Date('2028-11-02T00:00:00Z'))).toEqual(['warning crl/missing issued/crl/servers.pem'])
})

it('leaves a CA with a signer whose list is absent to crl/missing', () => {
  expect(judged({ 'issued/crl/clients.pem': null })).toEqual(['error crl/missing issued/crl/clients.pem'])
})
