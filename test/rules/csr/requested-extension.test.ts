import { expect, it } from 'vitest'
import { extensionRequest } from '../../../src/pki/build-csr.ts'
import { basicConstraints, extendedKeyUsage, keyUsage, nameConstraints, subjectAltName, subjectKeyIdentifier } from '../../../src/pki/build-extensions.ts'
import { findings, judge } from '../../support/judge.ts'
import { testCsr } from '../../support/pki.ts'

const path = 'dfsps/greenbank/client/2026-11.csr'
const asking = (...extensions: Uint8Array[]) => judge(['csr'], { [path]: testCsr({ extensions }).pem })

it.each([
  ['CA:FALSE', basicConstraints(null)],
  ['key usage of TLS', keyUsage('digitalSignature', 'keyEncipherment', 'keyAgreement')],
  ['client authentication', extendedKeyUsage('clientAuth')],
  ['a key identifier', subjectKeyIdentifier(new Uint8Array(20))],
])('lets a request ask for %s', (_, extension) => {
  expect(asking(extension)).toEqual([])
})

it('notes that names are ignored', () => {
  expect(asking(subjectAltName([{ kind: 'dns', value: 'a.example' }]))).toEqual([`notice csr/requested-extension ${path}`])
})

it.each([
  ['CA:TRUE', [basicConstraints({ pathLength: null })]],
  ['signing certificates', [keyUsage('digitalSignature', 'keyCertSign')]],
  ['CA:TRUE and signing certificates, once', [basicConstraints({ pathLength: null }), keyUsage('keyCertSign')]],
  ['name constraints', [nameConstraints({ permitted: [{ kind: 'dns', value: 'a.example' }], excluded: [] })]],
  ['an extension twice', [keyUsage('digitalSignature'), keyUsage('digitalSignature')]],
])('refuses a request that asks for %s', (_, extensions) => {
  expect(asking(...extensions)).toEqual([`csr/requested-extension ${path}`])
})

it('refuses a second extensionRequest', () => {
  const attributes = [extensionRequest([keyUsage('digitalSignature')]), extensionRequest([extendedKeyUsage('clientAuth')])]
  const found = findings(['csr'], { [path]: testCsr({ attributes }).pem })
  expect(found.map(({ code, message }) => [code, message])).toEqual([
    ['csr/requested-extension', 'The request asks for extensions more than once; expected one extensionRequest.'],
  ])
})
