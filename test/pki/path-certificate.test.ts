import { describe, expect, test } from 'vitest'
import * as build from '../../src/pki/build-extensions.ts'
import { bitString, explicit, implicit, integer, octetString, oid, sequence } from '../../src/pki/der-write.ts'
import { type PathRequest, validatePath } from '../../src/pki/path.ts'
import { nullElement } from '../support/der.ts'
import { type CertificateOptions, TEST_NOW, type TestCa, type TestCertificate, testCa, testKey } from '../support/pki.ts'

const root = testCa({ subject: { CN: 'root' } })

/** Each problem without the subject before it; a path of leaf, intermediates and anchor, any purpose. */
function said(path: readonly TestCertificate[], request: Partial<PathRequest> = {}): readonly string[] {
  const ders = path.map(({ der }) => der)
  const result = validatePath({ leaf: ders[0] as Uint8Array, untrusted: ders.slice(1, -1), anchors: ders.slice(-1), purpose: null, at: TEST_NOW, ...request })
  return result.ok ? [] : result.problems.map(({ message }) => message.replace(/^[^:]*: /, ''))
}
const ofLeaf = (options: CertificateOptions, request: Partial<PathRequest> = {}) => said([root.issue(options), root], request)

const part = {
  ca: build.basicConstraints({ pathLength: null }),
  endEntity: build.basicConstraints(null),
  signs: build.keyUsage('keyCertSign'),
  own: build.subjectKeyIdentifier(Uint8Array.of(1)),
  authority: build.authorityKeyIdentifier(root.keyIdentifier),
  name: build.subjectAltName([{ kind: 'dns', value: 'server.example' }]),
}
const altName = (critical: boolean) => build.extension('2.5.29.17', critical, sequence(build.generalName({ kind: 'dns', value: 'server.example' })))

describe('names of the certificate', () => {
  test('an issuer without name', () => {
    const nameless = testCa({ subject: {} })
    const result = validatePath({ leaf: nameless.issue().der, untrusted: [], anchors: [nameless.der], purpose: 'server', at: TEST_NOW })
    expect(result.ok || result.problems.map(({ message }) => message)).toEqual([
      '"C=TZ, O=Green Bank Ltd, CN=greenbank": its issuer is empty.',
      'The certificate without subject: its issuer is empty.',
      'The certificate without subject: a CA must have a subject.',
    ])
  })

  test('without subject the alternative name must be critical, with one it must not', () => {
    const noSubject = 'without subject its subject alternative name must be there and critical.'
    const leaf = (subject: { CN?: string }, ...names: readonly Uint8Array[]) => ofLeaf({ subject, extensions: [...names, part.authority] })
    expect(leaf({}, altName(true))).toEqual([])
    expect(leaf({}, altName(false))).toEqual([noSubject])
    expect(leaf({})).toEqual([noSubject])
    expect(leaf({ CN: 'leaf' }, altName(false))).toEqual([])
    expect(leaf({ CN: 'leaf' }, altName(true))).toEqual(['its subject alternative name must not be critical, since it has a subject.'])
  })
})

describe('what a trust anchor need not fulfil', () => {
  const zero = 'its serial number 00 is not positive.'
  const sha1 = 'it is signed with ecdsa-with-SHA1, which is not allowed.'
  const rolling = (options: CertificateOptions) => root.issueCa({ subject: { CN: 'root' }, key: testKey('p256', 'rolling'), ...options })
  test.each<[string, CertificateOptions, string]>([
    ['serial number 0', { serial: '00' }, zero],
    ['a signature that nobody verifies', { algorithm: 'ecdsa-with-SHA1' }, sha1],
  ])('%s: only where it signed itself', (_what, options, message) => {
    const own = testCa({ subject: { CN: 'root' }, ...options })
    const trusted = root.issueCa({ subject: { CN: 'issuing' }, ...options })
    const between = rolling(options)
    expect(said([own.issue(), own])).toEqual([])
    expect(said([trusted.issue(), trusted])).toEqual([message])
    expect(said([between.issue(), between, root])).toEqual([message])
  })

  test('an authority key identifier: only where it signed itself', () => {
    const extensions = [part.ca, part.signs, part.own]
    const message = 'it has no authority key identifier.'
    const own = testCa({ subject: { CN: 'root' }, extensions })
    const trusted = root.issueCa({ subject: { CN: 'issuing' }, extensions })
    const between = rolling({ extensions })
    expect(said([own.issue(), own])).toEqual([])
    expect(said([trusted.issue(), trusted])).toEqual([message])
    expect(said([between.issue(), between, root])).toEqual([message])
  })
})

describe('keys', () => {
  const { privateKey, publicPem, privatePem } = testKey('rsa2048')
  const modulus = BigInt(`0x${Buffer.from(privateKey.export({ format: 'jwk' }).n ?? '', 'base64url').toString('hex')}`)
  const rsa = (exponent: number) => ({
    kind: 'rsa2048' as const,
    privateKey,
    publicPem,
    privatePem,
    spki: sequence(sequence(oid('1.2.840.113549.1.1.1'), nullElement()), bitString(sequence(integer(modulus), integer(exponent)))),
  })
  test.each([
    [1, ['its RSA exponent is 1.']],
    [2, ['its RSA exponent is 2.']],
    [3, []],
    [65_536, ['its RSA exponent is 65536.']],
    [65_537, []],
  ])('RSA with exponent %j', (exponent, messages) => {
    expect(ofLeaf({ key: rsa(exponent) })).toEqual(messages)
  })

  test('of another kind', () => {
    expect(ofLeaf({ key: testKey('ed25519') })).toEqual(['its key is of the kind 1.3.101.112; expected RSA or EC.'])
  })
})

describe('criticality', () => {
  test.each<[string, Uint8Array, string]>([
    ['a subject key identifier', build.extension('2.5.29.14', true, octetString(Uint8Array.of(1))), 'must not be critical'],
    ['policy constraints', build.extension('2.5.29.36', false, sequence(implicit(0, Uint8Array.of(0)))), 'must be critical'],
  ])('%s', (_what, extension, message) => {
    const messages = ofLeaf({ extensions: [part.name, part.authority, extension] })
    expect(messages).toHaveLength(1)
    expect(messages[0]).toContain(message)
  })
})

describe('a leaf', () => {
  const leaf = (...extensions: readonly Uint8Array[]) => ofLeaf({ extensions: [part.name, part.authority, ...extensions] })
  const lengths = (ca: boolean) => build.extension('2.5.29.19', true, ca ? sequence(Uint8Array.of(1, 1, 0xff), integer(0)) : sequence(integer(0)))
  test('that is no CA does not sign certificates, and has no path length', () => {
    expect(leaf(part.endEntity, part.signs)).toEqual(['its key usage includes keyCertSign, but it is not a CA.'])
    expect(leaf(lengths(false))).toContain('a path length stands in an end entity certificate.')
  })

  test('that is a CA signs certificates, has a key identifier and may have a path length', () => {
    expect(leaf(part.ca, part.own)).toEqual([])
    expect(leaf(part.ca, part.own, part.signs)).toEqual([])
    expect(leaf(lengths(true), part.own)).toEqual([])
    expect(leaf(part.ca, part.own, build.keyUsage('digitalSignature'))).toEqual(['it is a CA whose key usage does not include keyCertSign.'])
    expect(leaf(part.ca)).toEqual(['a CA must have a subject key identifier.'])
  })

  test('that is a CA has a subject', () => {
    expect(ofLeaf({ subject: {}, extensions: [altName(true), part.authority, part.ca, part.own] })).toEqual(['a CA must have a subject.'])
  })
})

describe('the profile of what is deployed', () => {
  const soft = build.extension('2.5.29.19', false, sequence(Uint8Array.of(1, 1, 0xff)))
  const issuing = root.issueCa({ subject: { CN: 'issuing' }, extensions: [soft, part.signs] })
  const path = [issuing.issue({ extensions: [part.name, part.ca] }), issuing, root]
  test('forgives what the others ask for', () => {
    const messages = [
      'a CA must have a subject key identifier.',
      'it has no authority key identifier.',
      'basic constraints of a CA must be critical.',
      'a CA must have a subject key identifier.',
      'it has no authority key identifier.',
    ]
    expect(said(path)).toEqual(messages)
    expect(said(path, { profile: 'rfc5280' })).toEqual(messages)
    expect(said(path, { profile: 'deployed' })).toEqual([])
  })

  test('and so does it with what only the strict one asks for', () => {
    const leaf = root.issue({ extensions: [altName(true), part.authority] })
    expect(said([leaf, root], { profile: 'deployed' })).toEqual([])
    expect(said([leaf, root], { profile: 'rfc5280' })).toEqual([])
    expect(said([leaf, root])).toHaveLength(1)
  })
})

describe('strictness towards servers', () => {
  const stray = 'its common name "other.example" is not one of its subject alternative names.'
  const dns = { kind: 'dns', value: 'server.example' } as const
  const email = { kind: 'email', value: 'ops@server.example' } as const
  const options: CertificateOptions = { subject: { CN: 'other.example' }, purpose: null, names: [dns, email] }
  test.each<[string, Partial<PathRequest>, readonly string[]]>([
    ['asked as a server', { purpose: 'server' }, [stray]],
    ['asked by its host', { names: [dns] }, [stray]],
    ['asked by host and address', { names: [email, dns] }, [stray]],
    ['asked by its mail address', { names: [email] }, []],
    ['asked for nothing', {}, []],
    ['asked for no name', { names: [] }, []],
    ['asked as a client, by its host', { purpose: 'client', names: [dns] }, []],
  ])('a common name of something else, %s', (_what, request, messages) => {
    expect(ofLeaf(options, request)).toEqual(messages)
  })

  test('an extended key usage must not be critical', () => {
    const usages = build.extension('2.5.29.37', true, sequence(oid('1.3.6.1.5.5.7.3.1'), oid('1.3.6.1.5.5.7.3.2')))
    const extensions = [part.name, part.authority, usages]
    expect(ofLeaf({ extensions }, { purpose: 'server' })).toEqual(['its extended key usage must not be critical.'])
    expect(ofLeaf({ extensions }, { purpose: 'client' })).toEqual([])
  })
})

describe('the authority key identifier of a root', () => {
  const differs = 'the authority key identifier of a root must be its subject key identifier.'
  const withAuthority = (...parts: readonly Uint8Array[]): TestCa =>
    testCa({ extensions: [part.ca, part.signs, part.own, build.extension('2.5.29.35', false, sequence(...parts))] })
  const of = (ca: TestCa) => said([ca.issue(), ca])
  test('is its own', () => {
    expect(of(withAuthority(implicit(0, Uint8Array.of(1))))).toEqual([])
    expect(of(withAuthority(implicit(0, Uint8Array.of(2))))).toEqual([differs])
    expect(of(withAuthority())).toEqual([differs])
  })

  test('cannot be where it has none', () => {
    const ca = testCa({ extensions: [part.ca, part.signs, build.authorityKeyIdentifier(Uint8Array.of(1))] })
    expect(of(ca)).toEqual(['a CA must have a subject key identifier.', differs])
  })

  test('does not name issuer and serial number', () => {
    const issuer = implicit(1, explicit(4, root.subject)).map((octet, i) => (i === 0 ? 0xa1 : octet))
    expect(of(withAuthority(implicit(0, Uint8Array.of(1)), issuer, implicit(2, Uint8Array.of(1))))).toEqual([
      'the authority key identifier of a root must not name issuer or serial.',
    ])
  })
})
