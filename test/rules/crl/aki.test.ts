import { expect, it } from 'vitest'
import { greenRoot, ROOT } from '../../support/greenbank.ts'
import { findings, judge } from '../../support/judge.ts'
import { hubFiles, testHub } from '../../support/parties.ts'
import { testCrl } from '../../support/pki.ts'
import { rawCrl } from '../../support/raw-crl.ts'

const hub = testHub()
const path = 'issued/crl/clients.pem'

it("takes the CA's own key identifier", () => {
  expect(judge(['crl'], { ...hubFiles(hub), [path]: hub.clients.crl().pem })).toEqual([])
})

it('refuses another', () => {
  const { pem } = testCrl({ ...hub.clients, keyIdentifier: new Uint8Array(20) })
  expect(judge(['crl'], { ...hubFiles(hub), [path]: pem })).toEqual([`crl/aki ${path}`])
})

const NONE = { authority: new Uint8Array() }

it('says what is wrong, and how to make it right', () => {
  const said = (pem: string) => findings(['crl'], { ...hubFiles(hub), [path]: pem }).map(({ message, hint }) => [message, hint])
  expect(said(rawCrl(hub.clients, NONE).pem)).toEqual([['The CRL has no authority key identifier.', 'muhuri sign --crl-only']])
  expect(said(testCrl({ ...hub.clients, keyIdentifier: new Uint8Array(20) }).pem)).toEqual([
    ['The authority key identifier of the CRL is not the subject key identifier of its CA.', 'muhuri sign --crl-only'],
  ])
})

it('does not ask for it in the CRL of a DFSP', () => {
  expect(judge(['crl'], { [ROOT]: greenRoot.pem, 'dfsps/greenbank/crl/root.pem': rawCrl(greenRoot, NONE).pem })).toEqual([])
})
