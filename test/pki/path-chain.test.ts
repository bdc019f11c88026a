import { expect, test } from 'vitest'
import * as build from '../../src/pki/build-extensions.ts'
import { sequence } from '../../src/pki/der-write.ts'
import { type PathRequest, validatePath } from '../../src/pki/path.ts'
import { type CertificateOptions, TEST_NOW, type TestCertificate, testCa } from '../support/pki.ts'

const root = testCa({ subject: { CN: 'root' } })
const codes = (path: readonly TestCertificate[], request: Partial<PathRequest> = {}): readonly string[] => {
  const ders = path.map(({ der }) => der)
  const result = validatePath({ leaf: ders[0] as Uint8Array, untrusted: ders.slice(1, -1), anchors: ders.slice(-1), purpose: null, at: TEST_NOW, ...request })
  return result.ok ? [] : result.problems.map(({ code }) => code)
}
const permitting = (...permitted: readonly build.NameInput[]) =>
  root.issueCa({ subject: { CN: 'issuing' }, extraExtensions: [build.nameConstraints({ permitted, excluded: [] })] })
const below = (ca: ReturnType<typeof permitting>, options: CertificateOptions) => codes([ca.issue(options), ca, root])

test('the anchor does not count as an intermediate, though another signed it', () => {
  const issuing = root.issueCa({ subject: { CN: 'issuing' } })
  expect(codes([issuing.issue(), issuing], { maxDepth: 0 })).toEqual([])
})

test('a leaf for any purpose is not one for this', () => {
  const leaf = root.issue({ purpose: null, extraExtensions: [build.extendedKeyUsage('any')] })
  expect(codes([leaf, root], { purpose: 'server', profile: 'rfc5280' })).toEqual(['purpose'])
})

test('constraints hold for a leaf that has its issuer’s name, and not for such an intermediate', () => {
  const ca = permitting({ kind: 'dns', value: 'bank.example' })
  const wrong = { subject: { CN: 'issuing' }, names: [{ kind: 'dns', value: 'server.example' }] } as const
  const right = { names: [{ kind: 'dns', value: 'a.bank.example' }] } as const
  const rolled = ca.issueCa({ subject: { CN: 'issuing' }, extraExtensions: [build.subjectAltName(wrong.names)] })
  expect(below(ca, wrong)).toEqual(['name-constraints'])
  expect(codes([rolled.issue(right), rolled, ca, root])).toEqual([])
})

test('constraints of mail addresses hold for those in the subject', () => {
  const ca = permitting({ kind: 'email', value: 'bank.example' })
  expect(below(ca, { subject: { CN: 'leaf', emailAddress: 'a@bank.example' } })).toEqual([])
  expect(below(ca, { subject: { CN: 'leaf', emailAddress: 'a@other.example' } })).toEqual(['name-constraints'])
  expect(below(ca, { subject: { CN: 'leaf' } })).toEqual([])
})

test('constraints of directory names leave an empty subject alone', () => {
  const ca = permitting({ kind: 'directory', der: root.subject })
  const name = build.extension('2.5.29.17', true, sequence(build.generalName({ kind: 'dns', value: 'server.example' })))
  expect(below(ca, { subject: {}, extensions: [name, build.authorityKeyIdentifier(ca.keyIdentifier)] })).toEqual([])
  expect(below(ca, { subject: { CN: 'leaf' } })).toEqual(['name-constraints'])
})
