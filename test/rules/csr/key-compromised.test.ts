import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { dfspYaml, findings, judge, type TestFiles } from '../../support/judge.ts'
import { testCertificate, testCsr, testKey } from '../../support/pki.ts'

const key = testKey('p256', 'lost')
const path = 'dfsps/greenbank/client/2026-12.csr'
const files: TestFiles = { [path]: testCsr({ key }).pem }
const spki = createHash('sha256').update(key.spki).digest('hex')
const revoked = (reason: string): string => `reason: ${reason}\nat: 2026-11-20T10:00:00Z\nby: greenbank\n`

it('takes a key that nobody revoked', () => {
  expect(judge(['csr'], { ...files, [`revoked/spki-${'0'.repeat(64)}.yaml`]: revoked('keyCompromise') })).toEqual([])
})

it('refuses a key that is revoked by name', () => {
  expect(judge(['csr'], { ...files, [`revoked/spki-${spki}.yaml`]: revoked('keyCompromise') })).toEqual([`csr/key-compromised ${path}`])
})

it('refuses the key of a certificate that was revoked for a compromised key', () => {
  const issued = { 'issued/certificates/greenbank/2026-11.0A.pem': testCertificate({ key, purpose: 'client', serial: '0A' }).pem }
  expect(judge(['csr'], { ...files, ...issued, 'revoked/0A.yaml': revoked('keyCompromise') })).toEqual([`csr/key-compromised ${path}`])
  expect(judge(['csr'], { ...files, ...issued, 'revoked/0A.yaml': revoked('superseded') })).toEqual([])
})

it('only notes it in the request of a DFSP that has left', () => {
  const found = (status: string) =>
    findings(['csr'], { ...files, [`revoked/spki-${spki}.yaml`]: revoked('keyCompromise'), 'dfsps/greenbank/dfsp.yaml': dfspYaml({ status }) })
  expect(found('left').map(({ severity, hint }) => [severity, hint])).toEqual([['notice', `remove "${path}"; nothing more comes of it`]])
  expect(found('active').map(({ severity }) => severity)).toEqual(['error'])
})
