import { describe, expect, test } from 'vitest'
import { extension, generalName } from '../../src/pki/build-extensions.ts'
import { enumerated, explicit, implicit, integer, sequence } from '../../src/pki/der-write.ts'
import { validatePath } from '../../src/pki/path.ts'
import { TEST_NOW, testCa } from '../support/pki.ts'
import { rawCrl, rawEntry } from '../support/raw-crl.ts'

/** As NIST PKITS has them, sections 4.4, 4.14 and 4.15: what is not a complete list of the issuer proves nothing. */

const root = testCa()
const other = testCa({ subject: { CN: 'Somebody else' } })
const leaf = root.issue()
const place = explicit(0, explicit(0, generalName({ kind: 'uri', value: 'http://crl.example/a.crl' })))
const point = (critical: boolean, ...parts: Uint8Array[]): Uint8Array => extension('2.5.29.28', critical, sequence(...parts))
const yes = Uint8Array.of(0xff)

function codes(...crls: readonly Uint8Array[]): string[] {
  const result = validatePath({ leaf: leaf.der, untrusted: [], anchors: [root.der], crls, purpose: 'server', at: TEST_NOW })
  return result.ok ? ['ok'] : result.problems.map(({ code }) => code)
}

test('a complete list is enough', () => {
  expect(codes(rawCrl(root, {}).der)).toEqual(['ok'])
  expect(codes(rawCrl(root, { entries: [rawEntry('0A'), rawEntry(leaf.serial)] }).der)).toEqual(['revoked'])
})

describe.each([
  ['critical', true],
  ['not critical, against RFC 5280', false],
])('an extension that is %s', (_what, critical) => {
  test.each<[string, Uint8Array]>([
    ['a delta list', extension('2.5.29.27', critical, integer(1))],
    ['one distribution point', point(critical, place)],
    ['end entities only', point(critical, implicit(1, yes))],
    ['CAs only', point(critical, implicit(2, yes))],
    ['some reasons only', point(critical, implicit(3, Uint8Array.of(1, 0x40)))],
    ['an indirect list', point(critical, implicit(4, yes))],
    ['attribute certificates only', point(critical, implicit(5, yes))],
  ])('makes it %s, which does not count', (_name, partial) => {
    expect(codes(rawCrl(root, { extensions: [partial] }).der)).toEqual(['crl'])
    expect(codes(rawCrl(root, { extensions: [partial] }).der, rawCrl(root, {}).der)).toEqual(['ok'])
  })
})

describe('a list counts for nothing', () => {
  const issuer = extension('2.5.29.29', false, sequence(generalName({ kind: 'directory', der: other.subject })))
  const reason = (code: number): Uint8Array => extension('2.5.29.21', false, enumerated(code))
  test.each<[string, Parameters<typeof rawCrl>[1]]>([
    ['with an unknown critical extension', { extensions: [extension('1.2.3.4', true, integer(1))] }],
    ['with an unknown critical extension of an entry', { entries: [rawEntry('0A', [extension('1.2.3.4', true, integer(1))])] }],
    [
      'with an entry of another issuer',
      { entries: [rawEntry('0A', [extension('2.5.29.29', true, sequence(generalName({ kind: 'directory', der: other.subject })))])] },
    ],
    ['with an entry of another issuer that is not critical', { entries: [rawEntry('0A', [issuer])] }],
    ['with a reason that does not exist', { entries: [rawEntry('0A', [reason(7)])] }],
    ['with an entry that is taken off', { entries: [rawEntry('0A', [reason(8)])] }],
    ['with an entry twice', { entries: [rawEntry('0A'), rawEntry('0A')] }],
    ['with no entry in its list', { entries: [] }],
    ['with an extension twice', { extensions: [extension('2.5.29.20', false, integer(2))] }],
  ])('%s', (_what, parts) => {
    expect(codes(rawCrl(root, parts).der)).toEqual(['crl'])
  })

  test('an unknown extension that is not critical does not matter', () => {
    expect(
      codes(rawCrl(root, { extensions: [extension('1.2.3.4', false, integer(1))], entries: [rawEntry('0A', [extension('1.2.3.4', false, integer(1))])] }).der),
    ).toEqual(['ok'])
  })
})

test('a certificate of whose issuers one is on hold is revoked', () => {
  const hold = extension('2.5.29.21', false, enumerated(6))
  expect(codes(rawCrl(root, { entries: [rawEntry(leaf.serial, [hold])] }).der)).toEqual(['revoked'])
})

test('a list of a CA of the same name and another key does not count', () => {
  const twin = testCa()
  expect(codes(rawCrl(twin, {}).der)).toEqual(['crl'])
  expect(codes(rawCrl({ ...root, subject: other.subject }, {}).der)).toEqual(['crl'])
})

test('a certificate that names another issuer of its list is still looked up in that of its own issuer', () => {
  const named = root.issue({
    extraExtensions: [extension('2.5.29.31', false, sequence(sequence(explicit(2, generalName({ kind: 'directory', der: other.subject })))))],
  })
  const judged = (...crls: Uint8Array[]): boolean =>
    validatePath({ leaf: named.der, untrusted: [], anchors: [root.der], crls, purpose: 'server', at: TEST_NOW }).ok
  expect(judged(rawCrl(other, {}).der)).toBe(false)
  expect(judged(rawCrl(root, { entries: [rawEntry(named.serial)] }).der, rawCrl(other, {}).der)).toBe(false)
})
