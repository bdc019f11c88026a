import { expect, it } from 'vitest'
import * as build from '../../../src/pki/build-extensions.ts'
import { greenRoot, ROOT } from '../../support/greenbank.ts'
import { findings, judge } from '../../support/judge.ts'
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

it('says what is wrong', () => {
  const said = (files: Readonly<Record<string, string>>) => findings(['crl'], files).map(({ message, hint }) => [message, hint])
  const anew = 'let the CA issue its CRL anew'
  const stranger = testCa({ subject: { CN: 'Stranger' } })
  const mute = testCa({ subject: { CN: 'Mute' }, extensions: [build.basicConstraints({ pathLength: null }), build.keyUsage('keyCertSign')] })
  const free = testCa({ subject: { CN: 'Free' }, extensions: [build.basicConstraints({ pathLength: null })] })
  expect(said({ [ROOT]: stranger.pem, [path]: greenRoot.crl().pem })).toEqual([
    [expect.stringMatching(/^The CRL is issued by ".+"; expected a CA in ca\/\.$/), anew],
  ])
  expect(said({ ...hubFiles(hub), 'issued/crl/clients.pem': stranger.crl().pem })).toEqual([
    ['The CRL is issued by "CN=Stranger"; expected the Hub\'s CA "clients".', anew],
  ])
  expect(said({ [ROOT]: stranger.pem, [path]: stranger.crl({ tamperSignature: true }).pem })).toEqual([
    ['The signature of the CRL does not verify under the key of "CN=Stranger".', anew],
  ])
  expect(said({ [ROOT]: mute.pem, [path]: mute.crl().pem })).toEqual([['The key usage of "CN=Mute" lacks cRLSign.', 'use a CA that may sign CRLs']])
  expect(said({ [ROOT]: free.pem, [path]: free.crl().pem })).toEqual([])
})
