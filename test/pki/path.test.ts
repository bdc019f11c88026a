import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as build from '../../src/pki/build-extensions.ts'
import { element, explicit, integer, sequence } from '../../src/pki/der-write.ts'
import { type PathRequest, validatePath } from '../../src/pki/path.ts'
import { nullElement } from '../support/der.ts'
import { type CertificateOptions, TEST_NOW, type TestCa, testCa, testKey } from '../support/pki.ts'

const root = testCa()
const issuing = root.issueCa({ ca: { pathLength: 0 } })
const leaf = issuing.issue()

const check = (request: Partial<PathRequest> = {}) => {
  const result = validatePath({
    leaf: leaf.der,
    untrusted: [issuing.der],
    anchors: [root.der],
    purpose: 'server',
    names: [{ kind: 'dns', value: 'server.example' }],
    at: TEST_NOW,
    ...request,
  })
  return result.ok ? 'ok' : result.problems.map(({ code }) => code).join(' ')
}
const checkLeaf = (options: CertificateOptions, request: Partial<PathRequest> = {}) => check({ leaf: issuing.issue(options).der, ...request })
const checkCa = (options: CertificateOptions, leafOptions: CertificateOptions = {}) => {
  const ca = root.issueCa(options)
  return check({ leaf: ca.issue(leafOptions).der, untrusted: [ca.der] })
}
const checkRoot = (options: CertificateOptions) => {
  const ca = testCa(options)
  return check({ leaf: ca.issue().der, untrusted: [], anchors: [ca.der] })
}
const past = new Date('2026-06-01T00:00:00Z')

test('a good path is given back, leaf first and anchor last', () => {
  const result = validatePath({ leaf: leaf.der, untrusted: [testCa().der, issuing.der], anchors: [testCa().der, root.der], purpose: 'server', at: TEST_NOW })
  expect(result).toEqual({ ok: true, path: [leaf.der, issuing.der, root.der] })
})

describe('no path', () => {
  test.each<[string, Partial<PathRequest>, string]>([
    ['without the issuer', { untrusted: [] }, 'incomplete'],
    ['without anchors', { anchors: [] }, 'incomplete'],
    ['to another root with the same name', { anchors: [testCa().der] }, 'signature'],
    ['to a root that is only sent along', { anchors: [testCa({ subject: { CN: 'other' } }).der], untrusted: [issuing.der, root.der] }, 'anchor'],
    ['from what is no certificate', { leaf: integer(1) }, 'unreadable'],
    ['from a leaf that is its own anchor', { anchors: [leaf.der], untrusted: [] }, 'incomplete'],
    ['from a certificate with altered signature', { leaf: issuing.issue({ tamperSignature: true }).der }, 'signature'],
    ['from one signed with SHA-1', { leaf: issuing.issue({ algorithm: 'ecdsa-with-SHA1' }).der }, 'algorithm'],
  ])('%s', (_what, request, code) => {
    expect(check(request)).toBe(code)
  })
})

describe('times are inclusive to the second', () => {
  test.each([
    ['2026-11-01T00:00:00.000Z', 'ok'],
    ['2026-10-31T23:59:59.999Z', 'not-yet-valid'],
    ['2027-11-01T00:00:00.999Z', 'ok'],
    ['2027-11-01T00:00:01.000Z', 'expired'],
  ])('at %s: %s', (at, code) => {
    expect(check({ at: new Date(at) })).toBe(code)
  })

  test('an expired intermediate and an expired anchor fail', () => {
    expect(checkCa({ notAfter: past })).toBe('expired')
    expect(checkRoot({ notAfter: past })).toBe('expired')
  })
})

describe('an issuer must be a CA', () => {
  const identifiers = [build.subjectKeyIdentifier(Uint8Array.of(1)), build.authorityKeyIdentifier(root.keyIdentifier)]
  test.each<[string, readonly Uint8Array[], string]>([
    ['without basic constraints', [build.keyUsage('keyCertSign'), ...identifiers], 'not-a-ca'],
    ['with CA:FALSE', [build.basicConstraints(null), ...identifiers], 'not-a-ca'],
    ['without keyCertSign', [build.basicConstraints({ pathLength: null }), build.keyUsage('digitalSignature'), ...identifiers], 'not-a-ca'],
    ['with basic constraints that are not critical', [build.extension('2.5.29.19', false, sequence(Uint8Array.of(1, 1, 0xff))), ...identifiers], 'malformed'],
    ['without subject key identifier', [build.basicConstraints({ pathLength: null }), build.authorityKeyIdentifier(root.keyIdentifier)], 'malformed'],
    ['without key usage', [build.basicConstraints({ pathLength: null }), ...identifiers], 'ok'],
  ])('%s', (_what, extensions, code) => {
    expect(checkCa({ extensions })).toBe(code)
  })
})

describe('path lengths', () => {
  const chain = (...lengths: readonly (number | null)[]) => {
    const cas: TestCa[] = [testCa({ ca: { pathLength: lengths[0] ?? null } })]
    for (const [index, pathLength] of lengths.slice(1).entries())
      cas.push((cas.at(-1) as TestCa).issueCa({ subject: { CN: `ca ${index}` }, ca: { pathLength } }))
    return { leaf: (cas.at(-1) as TestCa).issue().der, anchors: [(cas[0] as TestCa).der], untrusted: cas.slice(1).map(({ der }) => der) }
  }
  test.each([
    [[0], 'ok'],
    [[1, 0], 'ok'],
    [[0, null], 'path-length'],
    [[null, 0, null], 'path-length'],
    [[2, 1, 0], 'ok'],
  ])('%j: %s', (lengths, code) => {
    expect(check(chain(...lengths))).toBe(code)
  })

  test('self-issued certificates do not count', () => {
    const ca = root.issueCa({ subject: { CN: 'rolling' }, ca: { pathLength: 0 } })
    const next = ca.issueCa({ subject: { CN: 'rolling' }, ca: { pathLength: 0 } })
    expect(check({ leaf: next.issue().der, untrusted: [ca.der, next.der], maxDepth: 1 })).toBe('ok')
  })

  test('the most intermediates can be limited', () => {
    expect(check({ maxDepth: 1 })).toBe('ok')
    expect(check({ maxDepth: 0 })).toBe('path-length')
  })
})

describe('purposes', () => {
  const eku = (purpose: 'clientAuth' | 'serverAuth' | 'any') => ({ extraExtensions: [build.extendedKeyUsage(purpose)] })
  test('of the leaf', () => {
    expect(check({ purpose: 'client' })).toBe('purpose')
    expect(checkLeaf({ purpose: 'client' }, { purpose: 'client', names: [] })).toBe('ok')
    expect(checkLeaf({ purpose: null })).toBe('ok')
    expect(check({ purpose: null })).toBe('ok')
  })

  test('of a CA hold for what is below it', () => {
    expect(checkCa(eku('clientAuth'))).toBe('purpose')
    expect(checkCa(eku('serverAuth'))).toBe('ok')
    expect(checkCa(eku('any'))).toBe('ok')
  })

  test('key usage fits', () => {
    const extensions = [
      build.keyUsage('cRLSign'),
      build.subjectAltName([{ kind: 'dns', value: 'server.example' }]),
      build.authorityKeyIdentifier(issuing.keyIdentifier),
    ]
    expect(checkLeaf({ extensions })).toBe('purpose')
  })
})

describe('names', () => {
  test('each name asked for must be covered', () => {
    expect(check({ names: [{ kind: 'dns', value: 'other.example' }] })).toBe('host')
    expect(
      check({
        names: [
          { kind: 'dns', value: 'server.example' },
          { kind: 'ip', value: '192.0.2.1' },
        ],
      }),
    ).toBe('host')
  })

  test('constraints of any CA, the anchor included', () => {
    const constraints = (value: string) => ({ extraExtensions: [build.nameConstraints({ permitted: [{ kind: 'dns', value }], excluded: [] })] })
    expect(checkCa(constraints('example'))).toBe('ok')
    expect(checkCa(constraints('bank.example'))).toBe('name-constraints')
    expect(checkRoot(constraints('bank.example'))).toBe('name-constraints')
  })

  test('constraints of directory names hold for subjects', () => {
    const constraints = { extraExtensions: [build.nameConstraints({ permitted: [{ kind: 'directory', der: root.subject }], excluded: [] })] }
    expect(checkCa(constraints)).toBe('name-constraints')
  })
})

describe('extensions', () => {
  const unknown = (critical: boolean) => ({ extraExtensions: [build.extension('1.2.3.4', critical, nullElement())] })
  test('unknown ones may stand, but not critical, wherever in the path', () => {
    expect(checkLeaf(unknown(false))).toBe('ok')
    expect(checkLeaf(unknown(true))).toBe('critical-extension')
    expect(checkCa(unknown(true))).toBe('critical-extension')
    expect(checkRoot(unknown(true))).toBe('critical-extension')
  })

  test('what only binds makers does not matter to readers', () => {
    const generalized = (year: string) => element(0x18, new TextEncoder().encode(`${year}0101000000Z`))
    expect(checkLeaf({ validityDer: sequence(generalized('2026'), generalized('2028')) })).toBe('ok')
  })

  test('duplicates fail', () => {
    expect(checkLeaf({ extraExtensions: [build.extendedKeyUsage('serverAuth')] })).toBe('malformed')
  })
})

describe('keys and serial numbers', () => {
  test.each<[string, CertificateOptions, string]>([
    ['RSA of 1024 bits', { key: testKey('rsa1024') }, 'weak-key'],
    ['RSA of 2052 bits', { key: testKey('rsa2052') }, 'weak-key'],
    ['another curve', { key: testKey('secp256k1') }, 'weak-key'],
    ['Ed25519', { key: testKey('ed25519') }, 'weak-key'],
    ['serial number 0', { serial: '00' }, 'malformed'],
    ['a serial number of 21 octets', { serial: `01${'00'.repeat(20)}` }, 'malformed'],
    ['version 1', { version: 1, extensions: [] }, 'malformed malformed host'],
  ])('%s', (_what, options, code) => {
    expect(checkLeaf(options)).toBe(code)
  })
})

describe('roots as they are made elsewhere', () => {
  const easyRsa = (): TestCa => {
    const ca = testCa()
    const issuer = explicit(1, explicit(4, ca.subject))
    const issuerAndSerial = build.extension('2.5.29.35', false, sequence(Uint8Array.of(0x80, 1, 1), issuer, Uint8Array.of(0x82, 1, 1)))
    return testCa({
      key: ca.key,
      extensions: [build.basicConstraints({ pathLength: null }), build.keyUsage('keyCertSign'), build.subjectKeyIdentifier(ca.keyIdentifier), issuerAndSerial],
    })
  }
  test('an authority key identifier with issuer and serial fails the strict profile only', () => {
    const ca = easyRsa()
    const request = { leaf: ca.issue().der, untrusted: [], anchors: [ca.der] }
    expect(check(request)).toBe('malformed malformed')
    expect(check({ ...request, profile: 'rfc5280' })).toBe('ok')
  })
})

describe('several ways', () => {
  const a = testCa({ subject: { CN: 'root a' } })
  const b = testCa({ subject: { CN: 'root b' } })
  const shared = testKey('p256', 'shared')
  const expired = a.issueCa({ subject: { CN: 'cross' }, key: shared, notAfter: past })
  const good = b.issueCa({ subject: { CN: 'cross' }, key: shared })

  test('the good one is found whatever comes first', () => {
    for (const untrusted of [
      [expired.der, good.der],
      [good.der, expired.der],
    ]) {
      expect(check({ leaf: good.issue().der, untrusted, anchors: [a.der, b.der] })).toBe('ok')
    }
  })

  test('an intermediate that is itself trusted ends the path', () => {
    const result = validatePath({ leaf: leaf.der, untrusted: [root.der], anchors: [issuing.der], purpose: 'server', at: TEST_NOW })
    expect(result).toEqual({ ok: true, path: [leaf.der, issuing.der] })
  })

  test('certificates that go round in a circle end', () => {
    const keys = [testKey('p256', 'x'), testKey('p256', 'y')] as const
    const x = testCa({ subject: { CN: 'x' }, key: keys[0] })
    const y = testCa({ subject: { CN: 'y' }, key: keys[1] })
    const circle = [x.issueCa({ subject: { CN: 'y' }, key: keys[1] }).der, y.issueCa({ subject: { CN: 'x' }, key: keys[0] }).der]
    expect(check({ leaf: y.issue().der, untrusted: circle })).toBe('incomplete')
  })

  test('a hundred issuers of one name are given up, not tried for ever', () => {
    const many = Array.from({ length: 40 }, () => testCa({ subject: { CN: 'many' } }))
    const crossed = many.flatMap((ca, i) => many.slice(0, 8).map((other, j) => (i === j ? other : ca.issueCa({ subject: { CN: 'many' }, key: other.key }))))
    expect(check({ leaf: (many[0] as TestCa).issue().der, untrusted: crossed.map(({ der }) => der) })).toBe('budget')
  })
})

describe('revocation', () => {
  const crls = { root: root.crl().der, issuing: issuing.crl().der }
  const revoked = (serial: string) => ({ entries: [{ serial, revokedAt: past, reason: 'keyCompromise' as const }] })
  test.each<[string, readonly Uint8Array[], string]>([
    ['a current CRL of every issuer', [crls.root, crls.issuing], 'ok'],
    ['none', [], 'crl crl'],
    ['none of the root', [crls.issuing], 'crl'],
    ['the leaf revoked', [crls.root, issuing.crl(revoked(leaf.serial)).der], 'revoked'],
    ['the issuing CA revoked', [root.crl(revoked(issuing.serial)).der, crls.issuing], 'revoked'],
    ['the same serial revoked by another CA', [root.crl(revoked(leaf.serial)).der, crls.issuing], 'ok'],
    ['an expired one', [crls.root, issuing.crl({ nextUpdate: past }).der], 'crl'],
    ['one from the future', [crls.root, issuing.crl({ thisUpdate: new Date('2026-12-01T00:00:00Z') }).der], 'crl'],
    ['one by another key', [crls.root, issuing.crl({ key: testKey() }).der], 'crl'],
    ['an expired one that revokes, and a current one', [crls.root, crls.issuing, issuing.crl({ ...revoked(leaf.serial), nextUpdate: past }).der], 'ok'],
    ['what is no CRL', [crls.root, crls.issuing, integer(1)], 'ok'],
  ])('%s', (_what, list, code) => {
    expect(check({ crls: list })).toBe(code)
  })
})

test('control characters of a name do not reach a message', () => {
  const result = validatePath({
    leaf: issuing.issue({ names: [{ kind: 'dns', value: 'a\u001b[2J\n' }] }).der,
    untrusted: [issuing.der],
    anchors: [root.der],
    purpose: 'server',
    at: TEST_NOW,
  })
  expect(result.ok || result.problems.map(({ message }) => message)).toEqual([
    '"C=TZ, O=Green Bank Ltd, CN=greenbank": dNSName "a\\u{1B}[2J\\u{A}" is not a host name.',
  ])
})

test('a flipped bit in any certificate never makes a throw, and in the leaf never a path', () => {
  fc.assert(
    fc.property(fc.nat(leaf.der.length * 8 - 1), fc.nat(issuing.der.length * 8 - 1), (leafBit, caBit) => {
      const flip = (der: Uint8Array, bit: number) => Uint8Array.from(der, (octet, i) => (i === bit >> 3 ? octet ^ (1 << (bit & 7)) : octet))
      expect(check({ leaf: flip(leaf.der, leafBit) })).not.toBe('ok')
      expect(check({ untrusted: [flip(issuing.der, caBit)] })).not.toBe('ok')
    }),
    { numRuns: 300 },
  )
})
