import { expect, it } from 'vitest'
import { check } from '../../../src/stages/check.ts'
import { edited, type FileContents, SAMPLE_AT, sampleEnvironment, sampleFiles } from '../../support/environment.ts'

const judged = (files: FileContents, at: Date = SAMPLE_AT): string[] =>
  check(sampleEnvironment({ files }), { at })
    .findings.filter(({ code }) => code === 'crl/no-signer' || code === 'crl/missing')
    .map(({ severity, code, path }) => `${severity} ${code} ${path}`)

it('takes a Hub whose CAs have an online signer or a list of a ceremony', () => {
  expect(judged({})).toEqual([])
})

const WITHOUT_SIGNER = edited('environment.yaml', 'signers:\n  clients: { kind: file }\n', 'signers: {}\n')

it('refuses a CA that issued certificates and has neither, and says so once', () => {
  expect(judged({ ...WITHOUT_SIGNER, 'issued/crl/clients.pem': null })).toEqual(['error crl/no-signer hub/crl/clients.pem'])
})

it('is not content with the last list of a signer that is gone', () => {
  expect(judged(WITHOUT_SIGNER)).toEqual(['error crl/no-signer hub/crl/clients.pem'])
})

it('takes the list of a ceremony', () => {
  expect(judged({ ...WITHOUT_SIGNER, 'hub/crl/clients.pem': sampleFiles().get('issued/crl/clients.pem') ?? '' })).toEqual([])
})

it('asks for none once the last certificate has run out', () => {
  expect(judged(WITHOUT_SIGNER, new Date('2027-12-04T00:00:00Z'))).toEqual(['error crl/no-signer hub/crl/clients.pem'])
  expect(judged(WITHOUT_SIGNER, new Date('2027-12-04T00:00:01Z'))).toEqual([])
})

it('leaves a root and a CA for servers to crl/missing', () => {
  expect(judged({ 'hub/crl/servers.pem': null, 'hub/crl/root.pem': null })).toEqual([
    'warning crl/missing hub/crl/root.pem',
    'warning crl/missing issued/crl/servers.pem',
  ])
})

it('leaves a CA with a signer whose list is absent to crl/missing', () => {
  expect(judged({ 'issued/crl/clients.pem': null })).toEqual(['error crl/missing issued/crl/clients.pem'])
})
