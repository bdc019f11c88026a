import { expect, it } from 'vitest'
import { extensionRequest } from '../../../src/pki/build-csr.ts'
import {
  basicConstraints,
  extendedKeyUsage,
  extension,
  keyUsage,
  nameConstraints,
  subjectAltName,
  subjectKeyIdentifier,
} from '../../../src/pki/build-extensions.ts'
import { oid, sequence, set, utf8 } from '../../../src/pki/der-write.ts'
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

const said = (...attributes: readonly Uint8Array[]) =>
  findings(['csr'], { [path]: testCsr({ attributes }).pem }).map(({ severity, message }) => `${severity}: ${message}`)
const attribute = (type: string, ...values: readonly Uint8Array[]) => sequence(oid(type), set(...values))
const [password, name, unknown] = ['1.2.840.113549.1.9.7', '1.2.840.113549.1.9.2', '1.2.3.4']

it.each<[readonly Uint8Array[], string]>([
  [[nameConstraints({ permitted: [{ kind: 'dns', value: 'a.example' }], excluded: [] })], 'nameConstraints, which no request may set'],
  [[extension(unknown, false, utf8('a'))], '1.2.3.4, which no request may set'],
  [[keyUsage('digitalSignature', 'keyCertSign', 'cRLSign')], 'key usage keyCertSign; key usage cRLSign'],
  [[extendedKeyUsage('clientAuth', 'any')], 'extended key usage 2.5.29.37.0'],
  [[basicConstraints({ pathLength: null })], 'basicConstraints with CA:TRUE; a client certificate is no CA'],
  [[keyUsage('digitalSignature'), keyUsage('digitalSignature')], 'keyUsage more than once'],
])('says what a request asks for', (extensions, what) => {
  expect(said(extensionRequest(extensions))).toEqual([`error: The request asks for ${what}.`])
})

it('says what is malformed', () => {
  const [message = ''] = said(extensionRequest([extension('2.5.29.15', true, utf8('a'))]))
  expect(message).toMatch(/^error: The request asks for something malformed: .+\.$/)
})

it('refuses two lists of extensions in one attribute', () => {
  const list = sequence(keyUsage('digitalSignature'))
  expect(said(attribute('1.2.840.113549.1.9.14', list, sequence(extendedKeyUsage('clientAuth'))))).toEqual([
    'error: The request asks for extensions more than once; expected one extensionRequest.',
  ])
})

it('notes the attributes that tools write unasked, once each with one value', () => {
  expect(said(attribute(name, utf8('a')), attribute(password, utf8('b')))).toEqual([
    `notice: The request asks for the attribute ${name}, the attribute ${password}; that is ignored, names come from the registry.`,
  ])
  expect(said(attribute(password, utf8('a'), utf8('b')))).toEqual([`error: The request asks for the attribute ${password} with other than one value.`])
  expect(said(attribute(password))).toEqual([`error: The request asks for the attribute ${password} with other than one value.`])
  expect(said(attribute(password, utf8('a')), attribute(password, utf8('b')))).toEqual([
    `error: The request asks for the attribute ${password} with other than one value.`,
  ])
  expect(said(attribute(unknown, utf8('a')))).toEqual(['error: The request asks for the attribute 1.2.3.4, which is not known.'])
})
