import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { greenRoot, ROOT } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'
import { hubFiles, issuedFiles, recordOf, testHub } from '../../support/parties.ts'
import { testCsr, testKey } from '../../support/pki.ts'

const hub = testHub()
const csr = 'dfsps/greenbank/client/2026-11.csr'
const hubClient = 'dfsps/greenbank/hub-client/2026-11'

function files(requestKey: ReturnType<typeof testKey>) {
  const { certificate, path, files: issued } = issuedFiles(hub, { key: testKey('p256', 'greenbank') })
  const pem = testCsr({ key: requestKey }).pem
  const record = recordOf(certificate, { csr: { path: csr, sha256: createHash('sha256').update(pem).digest('hex') } })
  return { path, files: { ...hubFiles(hub), ...issued, [path.replace('.pem', '.json')]: JSON.stringify(record), [csr]: pem } }
}

it('takes a certificate with the key of its request', () => {
  expect(judge(['certificate'], files(testKey('p256', 'greenbank')).files)).toEqual([])
})

it('refuses one whose request has another key', () => {
  const other = files(testKey('p256', 'other'))
  expect(judge(['certificate'], other.files)).toEqual([`cert/csr-mismatch ${other.path}`])
})

it("asks the same of what the DFSP's CA issued to the Hub", () => {
  const key = testKey()
  const pem = greenRoot.issue({ key, purpose: 'client', names: [] }).pem
  expect(judge(['certificate'], { [ROOT]: greenRoot.pem, [`${hubClient}.pem`]: pem, [`${hubClient}.csr`]: testCsr({ key }).pem })).toEqual([])
  expect(judge(['certificate'], { [ROOT]: greenRoot.pem, [`${hubClient}.pem`]: pem, [`${hubClient}.csr`]: testCsr().pem })).toEqual([
    `cert/csr-mismatch ${hubClient}.pem`,
  ])
})
