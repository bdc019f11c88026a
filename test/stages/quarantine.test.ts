import { expect, it } from 'vitest'
import type { Finding } from '../../src/model/finding.ts'
import { quarantine } from '../../src/stages/quarantine.ts'
import { sampleEnvironment } from '../support/environment.ts'

const environment = sampleEnvironment()
const finding = (path: string, changes: Partial<Finding> = {}): Finding => ({
  code: 'cert/expired',
  severity: 'error',
  dfsp: null,
  path,
  line: null,
  column: null,
  message: '',
  hint: null,
  cites: [],
  new: true,
  sha256: null,
  ...changes,
})

function of(...findings: Finding[]) {
  const { blocking, paths, dfsps } = quarantine(environment, findings)
  return { blocking: blocking.map(({ path }) => path), paths: [...paths.keys()], dfsps: [...dfsps] }
}

it('stops nothing where nothing is wrong', () => {
  expect(of(finding('hub/ca/root.pem', { severity: 'warning' }), finding('dfsps/greenbank/dfsp.yaml', { severity: 'notice' }))).toEqual({
    blocking: [],
    paths: [],
    dfsps: [],
  })
})

it.each(['dfsps/greenbank/server/2026-11.pem', 'issued/certificates/greenbank/2026-11.0A.pem'])('takes out "%s" alone', (path) => {
  expect(of(finding(path))).toEqual({ blocking: [], paths: [path], dfsps: [] })
})

it.each(['dfsps/greenbank/dfsp.yaml', 'dfsps/greenbank/endpoints.yaml'])('takes out the whole DFSP for "%s"', (path) => {
  expect(of(finding(path))).toEqual({ blocking: [], paths: [path], dfsps: ['greenbank'] })
})

it('takes out a DFSP without a profile', () => {
  expect([...quarantine(sampleEnvironment({ files: { 'dfsps/greenbank/dfsp.yaml': null } }), []).dfsps]).toEqual(['greenbank'])
})

it.each(['hub/ca/root.pem', 'environment.yaml', 'revoked/0A.yaml', '.', 'stray.txt'])('stops all for "%s"', (path) => {
  expect(of(finding(path))).toEqual({ blocking: [path], paths: [], dfsps: [] })
})

it('stops nobody for a CRL that is over or a waiver that is wrong', () => {
  const harmless = [
    finding('issued/crl/clients.pem', { code: 'crl/expired' }),
    finding('hub/crl/root.pem', { code: 'crl/missing' }),
    finding('waivers/old.yaml', { code: 'waiver/expired' }),
  ]
  expect(of(...harmless)).toEqual({ blocking: [], paths: [], dfsps: [] })
})

it('keeps the first code of a path', () => {
  const path = 'dfsps/greenbank/server/2026-11.pem'
  expect(quarantine(environment, [finding(path, { code: 'cert/host' }), finding(path)]).paths.get(path)).toBe('cert/host')
})
