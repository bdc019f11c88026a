import { describe, expect, it } from 'vitest'
import { check } from '../../src/stages/check.ts'
import { currentIssuerName, pendingRequests, signableRequests } from '../../src/stages/pending.ts'
import { edited, type FileContents, SAMPLE_AT, sampleEnvironment, sampleFiles } from '../support/environment.ts'

const CSR = 'dfsps/greenbank/client/2026-11.csr'
const RECORD = [...sampleFiles().keys()].find((path) => /^issued\/certificates\/greenbank\/.*json$/.test(path)) ?? ''
const CERTIFICATE = RECORD.replace(/json$/, 'pem')
const unissued: FileContents = { [RECORD]: null, [CERTIFICATE]: null }

const pending = (files: FileContents): readonly string[] => pendingRequests(sampleEnvironment({ files }), SAMPLE_AT).map(({ csr }) => csr.path)
const signable = (files: FileContents): readonly string[] => {
  const environment = sampleEnvironment({ files })
  return signableRequests(environment, check(environment, { at: SAMPLE_AT }).findings, SAMPLE_AT).map(({ csr }) => csr.path)
}
const status = (name: string): FileContents => edited('dfsps/greenbank/dfsp.yaml', 'status: active', `status: ${name}`)

describe('a CSR waits', () => {
  it('while no issued record names it', () => {
    expect(pending({})).toEqual([])
    expect(pending(unissued)).toEqual([CSR])
    expect(signable(unissued)).toEqual([CSR])
  })

  it('while its record is only intended', () => {
    expect(pending({ ...edited(RECORD, '"state": "issued"', '"state": "intended"'), [CERTIFICATE]: null })).toEqual([CSR])
  })

  it('again for a new issuer', () => {
    expect(pendingRequests(sampleEnvironment(), SAMPLE_AT, 'clients-2').map(({ csr }) => csr.path)).toEqual(['dfsps/bluebank/client/2026-11.csr', CSR])
  })

  it('of a DFSP that is admitted or active, not of another', () => {
    expect(pending({ ...unissued, ...status('admitted') })).toEqual([CSR])
    expect(pending({ ...unissued, ...status('suspended') })).toEqual([])
    expect(pending({ ...unissued, ...status('left') })).toEqual([])
  })

  it('no more once its key is revoked', () => {
    const parsed = sampleEnvironment().dfsps.find(({ id }) => id === 'greenbank')?.client[0]?.parsed
    const spki = parsed?.ok ? parsed.facts.publicKey.sha256 : ''
    expect(pending({ ...unissued, [`revoked/spki-${spki}.yaml`]: 'reason: superseded\nat: 2026-11-20T10:00:00Z\nby: greenbank\n' })).toEqual([])
  })
})

describe('a CSR that waits is not signable', () => {
  it('where it is quarantined', () => {
    const copy = { 'dfsps/greenbank/client/2026-12.csr': sampleFiles().get('dfsps/bluebank/client/2026-11.csr') ?? '' }
    expect(pending({ ...unissued, [CSR]: 'x' })).toEqual([CSR])
    expect(signable({ ...unissued, [CSR]: 'x' })).toEqual([])
    expect(signable({ ...unissued, ...copy })).not.toContain('dfsps/greenbank/client/2026-12.csr')
  })

  it("where an error of the Hub's own stops all", () => {
    expect(signable({ ...unissued, 'hub/endpoints.yaml': 'x: [' })).toEqual([])
  })
})

it('is the clients CA that issues, and none before or after its time', () => {
  expect(currentIssuerName(sampleEnvironment(), SAMPLE_AT)).toBe('clients')
  expect(currentIssuerName(sampleEnvironment(), new Date('2025-01-01T00:00:00Z'))).toBeNull()
  expect(currentIssuerName(sampleEnvironment({ files: { 'hub/ca/clients.pem': null } }), SAMPLE_AT)).toBeNull()
})
