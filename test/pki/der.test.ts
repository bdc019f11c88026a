import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareBytes, DerError, encoding, equalBytes, readDer } from '../../src/pki/der.ts'
import { fromHex, readBigInteger, readBoolean, readOid, readSmallInteger, toHex } from '../../src/pki/der-values.ts'
import { bitString, boolean, element, explicit, integer, namedBits, octetString, oid, printable, sequence, set, time, utf8 } from '../../src/pki/der-write.ts'
import { ia5 } from '../support/der.ts'

const read = (hex: string) => readDer(fromHex(hex))

describe('strict DER', () => {
  test.each([
    ['nothing', '', 'There are no bytes.'],
    ['a truncated header', '30', 'The element at byte 0 is cut off.'],
    ['a truncated header before a sibling', '3006300104040200ff', 'The element at byte 4 is cut off.'],
    ['a truncated length', '3082', 'The element at byte 0 is cut off.'],
    ['a truncated length inside', '3003048201', 'The element at byte 2 is cut off.'],
    ['a truncated length before a sibling', '3007300304820104020000', 'The element at byte 4 is cut off.'],
    ['contents that are cut off', '0403ffff', 'The element at byte 0 is longer than what holds it.'],
    ['a long length without contents', '048180', 'The element at byte 0 is longer than what holds it.'],
    ['a length of four octets', '048401000000', 'The element at byte 0 is longer than what holds it.'],
    ['a length of five octets', '04850100000000', 'The element at byte 0 is longer than 4 GiB.'],
    ['an indefinite length', '30800000', 'The element at byte 0 has an indefinite length; DER has none.'],
    ['a long length where a short one does', '048103010203', 'The length of the element at byte 0 is not minimal.'],
    ['a length with a leading zero', `04820080${'00'.repeat(128)}`, 'The length of the element at byte 0 is not minimal.'],
    ['a tag of more than 30', '1f2100', 'The element at byte 0 has a long tag; X.509 has none.'],
    ['a constructed OCTET STRING', '24030401ff', 'The element at byte 0 is a constructed string; DER has none.'],
    ['a primitive SEQUENCE', '1000', 'The element before byte 2 has the universal tag 16, which X.509 does not use.'],
    ['a universal type that X.509 does not use', '0900', 'The element before byte 2 has the universal tag 9, which X.509 does not use.'],
    ['BOOLEAN 1', '010101', 'BOOLEAN is not canonical (at byte 2).'],
    ['BOOLEAN of two octets', '0102ffff', 'BOOLEAN is not canonical (at byte 2).'],
    ['an empty INTEGER', '0200', 'INTEGER is empty (at byte 2).'],
    ['an INTEGER with a leading zero octet', '02020001', 'INTEGER is not minimal (at byte 2).'],
    ['a negative INTEGER with a leading ff octet', '0202ff80', 'INTEGER is not minimal (at byte 2).'],
    ['NULL with contents', '050100', 'NULL has contents (at byte 2).'],
    ['an OBJECT IDENTIFIER that is cut off', '060281ff', 'OBJECT IDENTIFIER is cut off (at byte 2).'],
    ['an OBJECT IDENTIFIER with a leading 80 octet', '06028001', 'OBJECT IDENTIFIER is not minimal (at byte 2).'],
    ['an OBJECT IDENTIFIER with a leading 80 octet after a long length', `06818180${'81'.repeat(127)}01`, 'OBJECT IDENTIFIER is not minimal (at byte 3).'],
    ['an OBJECT IDENTIFIER whose second arc has a leading 80 octet', '06032a8001', 'OBJECT IDENTIFIER is not minimal (at byte 2).'],
    ['an empty OBJECT IDENTIFIER', '0600', 'OBJECT IDENTIFIER is cut off (at byte 2).'],
    ['an OBJECT IDENTIFIER of 257 octets', `06820101${'81'.repeat(256)}01`, 'OBJECT IDENTIFIER has more than 256 octets (at byte 4).'],
    ['a BIT STRING without its first octet', '0300', 'BIT STRING is empty (at byte 2).'],
    ['a BIT STRING with 8 unused bits', '03020800', 'BIT STRING has an impossible number of unused bits (at byte 2).'],
    ['a BIT STRING with unused bits set', '03020101', 'unused bits of a BIT STRING are not zero (at byte 2).'],
    ['an empty BIT STRING with unused bits', '030101', 'BIT STRING has an impossible number of unused bits (at byte 2).'],
    ['a SET OF that is not sorted', '3106020102020101', 'The SET OF before byte 5 is not sorted.'],
    ['a SET OF whose end is not sorted', '3109020101020103020102', 'The SET OF before byte 8 is not sorted.'],
    ['a child longer than its parent', '3003020200', 'The element at byte 2 is longer than what holds it.'],
  ])('%s is refused', (_what, hex, message) => {
    expect(() => read(hex)).toThrow(new DerError(message))
  })

  test.each([
    ['BOOLEAN FALSE', '010100'],
    ['NULL', '0500'],
    ['an INTEGER whose zero octet keeps it positive', '02020080'],
    ['an INTEGER whose ff octet keeps it negative', '0202ff7f'],
    ['a BIT STRING with 7 unused bits', '03020780'],
    ['a BIT STRING without bits', '030100'],
    ['an OBJECT IDENTIFIER with 80 in the middle of an arc', '0603818001'],
    ['an OBJECT IDENTIFIER of 256 octets', `06820100${'81'.repeat(255)}01`],
    ['an OBJECT IDENTIFIER before something that begins with 80', '300506012a8000'],
    ['an OBJECT IDENTIFIER far into something large', `3082010704820100${'00'.repeat(256)}06012a`],
    ['a SET OF that is sorted', '3106020101020102'],
    ['a SET OF with the same twice', '3106020101020101'],
    ['an empty element of the application', '4000'],
    ['a constructed element of the application', '6000'],
    ['an element of the context, whatever its contents', '820101'],
  ])('%s is read', (_what, hex) => {
    expect(toHex(encoding(read(hex)))).toBe(hex)
  })

  test('bytes after the end are extra data, not unreadable', () => {
    expect(() => read('020101ff')).toThrow(expect.objectContaining({ reason: 'extra-data', message: '1 bytes follow the end of the DER object.' }))
  })

  test('nesting stops at 32', () => {
    const nested = (depth: number): Uint8Array => (depth === 0 ? sequence() : sequence(nested(depth - 1)))
    expect(readDer(nested(32)).children).toHaveLength(1)
    expect(() => readDer(nested(33))).toThrow(DerError)
  })

  test('any bytes give an element or a DerError, nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          readDer(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(DerError)
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe('what is written can be read again', () => {
  test('INTEGER', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 200n }), (value) => {
        expect(readBigInteger(readDer(integer(value)))).toBe(value)
      }),
    )
    expect(readBigInteger(read('0201ff'))).toBe(-1n)
    expect(readSmallInteger(readDer(integer(300)))).toBe(300)
  })

  test('OBJECT IDENTIFIER', () => {
    const rest = fc.array(fc.bigInt({ min: 0n, max: 2n ** 128n }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 39 }), rest, (root, second, arcs) => {
        const dotted = [root, second, ...arcs].join('.')
        expect(readOid(readDer(oid(dotted)))).toBe(dotted)
      }),
    )
    expect(readOid(readDer(oid('2.999.3')))).toBe('2.999.3')
    oid('2.999.3').fill(0)
    expect(toHex(oid('2.999.3'))).toBe('0603883703')
  })

  test('every type the writer knows is strict DER', () => {
    const parts = [
      boolean(true),
      bitString(fromHex('ff00')),
      namedBits([5, 6]),
      octetString(fromHex('00')),
      utf8('ü'),
      printable('TZ'),
      ia5('a@b'),
      explicit(3, integer(1)),
    ]
    expect(readDer(sequence(...parts)).children).toHaveLength(parts.length)
    expect(readBoolean(readDer(boolean(false)))).toBe(false)
    expect(toHex(namedBits([5, 6]))).toBe('03020106')
    expect([namedBits([]), namedBits([0]), namedBits([0, 8])].map(toHex)).toEqual(['030100', '03020780', '0303078080'])
    expect([0, 127, 128, 256].map((value) => toHex(integer(value)))).toEqual(['020100', '02017f', '02020080', '02020100'])
  })

  test('SET OF is sorted, and lengths of every size are minimal', () => {
    expect(toHex(set(integer(2), integer(1)))).toBe('3106020101020102')
    for (const size of [0, 127, 128, 255, 256, 65_536]) expect(readDer(element(0x04, new Uint8Array(size))).end).toBeGreaterThan(size)
  })

  test('times are UTCTime through 2049 and GeneralizedTime from 2050', () => {
    expect(new TextDecoder().decode(time(new Date('2049-12-31T23:59:59.999Z')).subarray(2))).toBe('491231235959Z')
    expect(new TextDecoder().decode(time(new Date('2050-01-01T00:00:00Z')).subarray(2))).toBe('20500101000000Z')
    expect(new TextDecoder().decode(time(new Date('1950-01-01T00:00:00Z')).subarray(2))).toBe('500101000000Z')
    expect(new TextDecoder().decode(time(new Date('1949-01-01T00:00:00Z')).subarray(2))).toBe('19490101000000Z')
  })
})

test.each([
  ['', '', 0],
  ['0102', '0102', 0],
  ['01', '0100', -1],
  ['0100', '01', 1],
  ['0102', '0103', -1],
  ['02', '0103', 1],
])('"%s" beside "%s" sorts as %i; only what sorts alike is equal', (one, other, expected) => {
  const [a, b] = [fromHex(one), fromHex(other)]
  expect([Math.sign(compareBytes(a, b)), equalBytes(a, b)]).toEqual([expected, expected === 0])
})
