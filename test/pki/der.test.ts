import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DerError, readDer } from '../../src/pki/der.ts'
import { fromHex, readBigInteger, readBoolean, readOid, readSmallInteger, toHex } from '../../src/pki/der-values.ts'
import { bitString, boolean, element, explicit, integer, namedBits, octetString, oid, printable, sequence, set, time, utf8 } from '../../src/pki/der-write.ts'
import { ia5 } from '../support/der.ts'

const read = (hex: string) => readDer(fromHex(hex))

describe('strict DER', () => {
  test.each([
    ['a truncated header', '30'],
    ['a truncated length', '3082'],
    ['contents that are cut off', '0403ffff'],
    ['an indefinite length', '30800000'],
    ['a long length where a short one does', '048103010203'],
    ['a length with a leading zero', `04820080${'00'.repeat(128)}`],
    ['a tag of more than 30', '1f2100'],
    ['a constructed OCTET STRING', '24030401ff'],
    ['a primitive SEQUENCE', '1000'],
    ['a universal type that X.509 does not use', '0900'],
    ['BOOLEAN 1', '010101'],
    ['an empty INTEGER', '0200'],
    ['an INTEGER with a leading zero octet', '02020001'],
    ['a negative INTEGER with a leading ff octet', '0202ff80'],
    ['NULL with contents', '050100'],
    ['an OBJECT IDENTIFIER that is cut off', '060280ff'],
    ['an OBJECT IDENTIFIER with a leading 80 octet', '06028001'],
    ['an empty OBJECT IDENTIFIER', '0600'],
    ['an OBJECT IDENTIFIER of 257 octets', `06820101${'81'.repeat(256)}01`],
    ['a BIT STRING without its first octet', '0300'],
    ['a BIT STRING with 8 unused bits', '03020800'],
    ['a BIT STRING with unused bits set', '03020101'],
    ['an empty BIT STRING with unused bits', '030101'],
    ['a SET OF that is not sorted', '3106020102020101'],
    ['a child longer than its parent', '3003020200'],
  ])('%s is refused', (_what, hex) => {
    expect(() => read(hex)).toThrow(DerError)
  })

  test('bytes after the end are extra data, not unreadable', () => {
    expect(() => read('020101ff')).toThrow(expect.objectContaining({ reason: 'extra-data' }))
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
    expect(toHex(namedBits([]))).toBe('030100')
  })

  test('SET OF is sorted, and lengths of every size are minimal', () => {
    expect(toHex(set(integer(2), integer(1)))).toBe('3106020101020102')
    for (const size of [0, 127, 128, 255, 256, 65_536]) expect(readDer(element(0x04, new Uint8Array(size))).end).toBeGreaterThan(size)
  })

  test('times are UTCTime through 2049 and GeneralizedTime from 2050', () => {
    expect(new TextDecoder().decode(time(new Date('2049-12-31T23:59:59.999Z')).subarray(2))).toBe('491231235959Z')
    expect(new TextDecoder().decode(time(new Date('2050-01-01T00:00:00Z')).subarray(2))).toBe('20500101000000Z')
    expect(new TextDecoder().decode(time(new Date('1949-01-01T00:00:00Z')).subarray(2))).toBe('19490101000000Z')
  })
})
