import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { greenRoot, SERVER, serverFiles } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'
import { hubFiles, issuedFiles, testHub } from '../../support/parties.ts'

const revocation = 'reason: superseded\nat: 2026-11-05T00:00:00Z\nby: greenbank\n'

it('takes certificates that nobody revoked', () => {
  expect(judge(['certificate'], serverFiles({}, { 'dfsps/greenbank/crl/root.pem': greenRoot.crl().pem }))).toEqual([])
})

it("refuses a server certificate that its CA's CRL lists", () => {
  const crl = greenRoot.crl({ entries: [{ serial: '0A0B', revokedAt: new Date('2026-11-05T00:00:00Z'), reason: 'superseded' }] }).pem
  expect(judge(['certificate'], serverFiles({ serial: '0A0B' }, { 'dfsps/greenbank/crl/root.pem': crl }))).toEqual([`cert/revoked ${SERVER}`])
})

it('notes an issued certificate that is revoked, by serial or by key', () => {
  const hub = testHub()
  const { path, files, certificate } = issuedFiles(hub)
  const spki = createHash('sha256').update(certificate.key.spki).digest('hex')
  const all = { ...hubFiles(hub), ...files }
  expect(judge(['certificate'], { ...all, 'revoked/0A0B.yaml': revocation })).toEqual([`notice cert/revoked ${path}`])
  expect(judge(['certificate'], { ...all, [`revoked/spki-${spki}.yaml`]: revocation })).toEqual([`notice cert/revoked ${path}`])
})
