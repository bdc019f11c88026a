import { describe, expect, test } from 'vitest'
import * as build from '../../src/pki/build-extensions.ts'
import { sequence } from '../../src/pki/der-write.ts'
import { type PathRequest, validatePath } from '../../src/pki/path.ts'
import { type CertificateOptions, TEST_NOW, type TestCa, testCa, testKey } from '../support/pki.ts'

const validate = (request: Pick<PathRequest, 'leaf' | 'untrusted' | 'anchors'> & Partial<PathRequest>) =>
  validatePath({ purpose: null, at: TEST_NOW, profile: 'deployed', ...request })
const verdict = (request: Parameters<typeof validate>[0]) => {
  const result = validate(request)
  return result.ok ? ['ok'] : result.problems.map(({ message }) => message)
}

const ca = { basicConstraints: build.basicConstraints({ pathLength: null }), keyUsage: build.keyUsage('keyCertSign') }
/** A root without key identifier, so that no candidate is likelier than another. */
const plainRoot = (options: CertificateOptions = {}): TestCa =>
  testCa({ subject: { CN: 'one of many' }, extensions: [ca.basicConstraints, ca.keyUsage], ...options })
const plainLeaf = (issuer: TestCa) => issuer.issue({ extensions: [build.subjectAltName([{ kind: 'dns', value: 'server.example' }])] })

describe('signatures are verified 256 times', () => {
  const right = plainRoot()
  const wrong = Array.from({ length: 256 }, () => plainRoot().der)
  const leaf = plainLeaf(right).der
  test('the issuer in the last place is found', () => {
    expect(verdict({ leaf, untrusted: [], anchors: [...wrong.slice(1), right.der] })).toEqual(['ok'])
  })

  test('one place later it is not', () => {
    expect(verdict({ leaf, untrusted: [], anchors: [...wrong, right.der] })).toEqual(['The search for a path was given up after 256 signatures.'])
  })

  test('a certificate that comes many times is tried once', () => {
    const again = Array.from({ length: 256 }, () => wrong[0] as Uint8Array)
    expect(verdict({ leaf, untrusted: [], anchors: [...again, right.der] })).toEqual(['ok'])
  })

  test('the issuer with the key identifier is tried first', () => {
    const named = testCa({ subject: { CN: 'one of many' } })
    const others = Array.from({ length: 128 }, () => testCa({ subject: { CN: 'one of many' } }).der)
    expect(verdict({ leaf: named.issue().der, untrusted: [], anchors: [...others, ...wrong.slice(128), named.der] })).toEqual(['ok'])
  })
})

describe('key identifiers may be absent', () => {
  const roots = [plainRoot(), testCa({ subject: { CN: 'one of many' } })] as const
  const empty = build.extension('2.5.29.35', false, sequence())
  const names = build.subjectAltName([{ kind: 'dns', value: 'server.example' }])
  test.each([
    ['in the leaf', []],
    ['in the leaf’s authority key identifier', [empty]],
    ['in an issuer', [build.authorityKeyIdentifier(Uint8Array.of(9))]],
  ])('%s', (_what, extensions) => {
    for (const root of roots)
      expect(verdict({ leaf: root.issue({ extensions: [names, ...extensions] }).der, untrusted: [], anchors: roots.map(({ der }) => der) })).toEqual(['ok'])
  })
})

describe('a path has at most 32 certificates', () => {
  const root = testCa({ subject: { CN: 'ca' } })
  const chain = (intermediates: number) => {
    const cas = [root]
    for (let i = 0; i < intermediates; i += 1) cas.push((cas.at(-1) as TestCa).issueCa({ subject: { CN: `ca ${i}` } }))
    return { leaf: (cas.at(-1) as TestCa).issue().der, untrusted: cas.slice(1).map(({ der }) => der), anchors: [root.der] }
  }
  test('with 30 intermediates it is found, with 31 not', () => {
    expect(validate(chain(30)).ok).toBe(true)
    expect(validate(chain(31)).ok).toBe(false)
  })
})

describe('what is told where there is no path', () => {
  const gone = testCa({ subject: { CN: 'gone' } })
  const key = testKey()
  const near = gone.issueCa({ subject: { CN: 'issuing' }, key })
  const middle = gone.issueCa({ subject: { CN: 'middle' } })
  const far = middle.issueCa({ subject: { CN: 'issuing' }, key })
  const leaf = near.issue({ subject: { CN: 'leaf' } }).der

  test('is where the search came farthest', () => {
    for (const untrusted of [
      [near.der, far.der, middle.der],
      [far.der, middle.der, near.der],
    ])
      expect(verdict({ leaf, untrusted, anchors: [] })).toEqual(['No certificate of the issuer "CN=gone" of "CN=middle" is at hand.'])
  })

  test('is a signature that does not verify rather than an issuer that is not there', () => {
    const another = testCa({ subject: { CN: 'another' } })
    const misled = another.issueCa({ subject: { CN: 'issuing' }, key })
    const impostor = testCa({ subject: { CN: 'another' } })
    for (const untrusted of [
      [near.der, misled.der],
      [misled.der, near.der],
    ])
      expect(verdict({ leaf, untrusted, anchors: [impostor.der] })).toEqual(['The signature of "CN=issuing" verifies under no certificate named "CN=another".'])
  })

  test('is the first of two that came as far', () => {
    const lost = testCa({ subject: { CN: 'lost' } }).issueCa({ subject: { CN: 'issuing' }, key })
    expect(verdict({ leaf, untrusted: [near.der, lost.der], anchors: [] })).toEqual(['No certificate of the issuer "CN=gone" of "CN=issuing" is at hand.'])
  })

  test('is the leaf itself where nothing was tried', () => {
    expect(verdict({ leaf, untrusted: [], anchors: [] })).toEqual(['No certificate of the issuer "CN=issuing" of "CN=leaf" is at hand.'])
    expect(verdict({ leaf: gone.der, untrusted: [], anchors: [] })).toEqual(['The path ends in "CN=gone", which is not one of the trust anchors.'])
  })
})

describe('several paths that fail', () => {
  const root = testCa()
  const key = testKey()
  const past = new Date('2026-06-01T00:00:00Z')
  const expired = root.issueCa({ subject: { CN: 'issuing' }, key, notAfter: past })
  const worse = root.issueCa({
    subject: { CN: 'issuing' },
    key,
    notAfter: past,
    ca: { pathLength: null },
    extraExtensions: [build.extension('1.2.3.4', true, sequence())],
  })
  const early = root.issueCa({ subject: { CN: 'issuing' }, key, notBefore: new Date('2026-12-01T00:00:00Z') })
  const leaf = expired.issue().der
  const codes = (...untrusted: readonly Uint8Array[]) => {
    const result = validate({ leaf, untrusted, anchors: [root.der] })
    return result.ok ? [] : result.problems.map(({ code }) => code)
  }

  test('the one with fewest problems is told, of equals the first', () => {
    expect(codes(expired.der, worse.der)).toEqual(['expired'])
    expect(codes(worse.der, expired.der)).toEqual(['expired'])
    expect(codes(early.der, expired.der)).toEqual(['not-yet-valid'])
    expect(codes(expired.der, early.der)).toEqual(['expired'])
  })
})

test('one key under two names is two entities', () => {
  const root = testCa({ subject: { CN: 'root' } })
  const issuing = root.issueCa({ subject: { CN: 'issuing' }, key: root.key })
  expect(verdict({ leaf: issuing.issue().der, untrusted: [issuing.der], anchors: [root.der] })).toEqual(['ok'])
})
