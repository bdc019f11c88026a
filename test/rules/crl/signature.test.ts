import { expect, it } from 'vitest'
import { greenRoot, ROOT } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'
import { hubFiles, testHub } from '../../support/parties.ts'
import { testCa, testKey } from '../../support/pki.ts'

const path = 'dfsps/greenbank/crl/root.pem'
const hub = testHub()

it('takes what the CA signed', () => {
  expect(judge(['crl'], { [ROOT]: greenRoot.pem, [path]: greenRoot.crl().pem })).toEqual([])
  expect(judge(['crl'], { ...hubFiles(hub), 'issued/crl/clients.pem': hub.clients.crl().pem })).toEqual([])
})

it.each([
  ['an altered signature', greenRoot.crl({ tamperSignature: true }).pem],
  ['the signature of another key', greenRoot.crl({ key: testKey() }).pem],
  ['a CRL of another CA', testCa({ subject: { CN: 'Stranger' } }).crl().pem],
])('refuses %s', (_, content) => {
  expect(judge(['crl'], { [ROOT]: greenRoot.pem, [path]: content })).toEqual([`crl/signature ${path}`])
})

it("refuses a CRL of the Hub that lies under another CA's name", () => {
  expect(judge(['crl'], { ...hubFiles(hub), 'issued/crl/servers.pem': hub.clients.crl().pem })).toEqual(['crl/signature issued/crl/servers.pem'])
})
