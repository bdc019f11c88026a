import { expect, it } from 'vitest'
import { judge } from '../../support/judge.ts'
import { hubFiles, testHub } from '../../support/parties.ts'
import { testCrl } from '../../support/pki.ts'

const hub = testHub()
const path = 'issued/crl/clients.pem'

it("takes the CA's own key identifier", () => {
  expect(judge(['crl'], { ...hubFiles(hub), [path]: hub.clients.crl().pem })).toEqual([])
})

it('refuses another', () => {
  const { pem } = testCrl({ ...hub.clients, keyIdentifier: new Uint8Array(20) })
  expect(judge(['crl'], { ...hubFiles(hub), [path]: pem })).toEqual([`crl/aki ${path}`])
})
