import { describe, expect, test } from 'vitest'
import { DerError, readDer } from '../../src/pki/der.ts'
import {
  close,
  fromHex,
  nextTag,
  only,
  open,
  readBigInteger,
  readBitString,
  readBoolean,
  readIa5,
  readOctetString,
  readOid,
  readSmallInteger,
  take,
  takeIf,
  toHex,
} from '../../src/pki/der-values.ts'

const read = (hex: string) => readDer(fromHex(hex))
const refusal = (message: string) => new DerError(message)

describe('a walk through a SEQUENCE', () => {
  const pair = () => open(read('3006020101010100'), 'The pair')

  test('takes the members in their order', () => {
    const cursor = pair()
    expect([take(cursor).tag, nextTag(cursor), take(cursor, 0x01).tag, nextTag(cursor)]).toEqual([0x02, 0x01, 0x01, -1])
    expect(() => close(cursor)).not.toThrow()
    expect(() => take(cursor)).toThrow(refusal('The pair ends too early.'))
  })

  test('an optional member that is not next is left where it stands', () => {
    const cursor = pair()
    expect([takeIf(cursor, 0x01), takeIf(cursor, 0x02)?.tag, takeIf(cursor, 0x01)?.tag, takeIf(cursor, 0x01)]).toEqual([undefined, 0x02, 0x01, undefined])
  })

  test('a member of another type is refused, and so is one too many', () => {
    const cursor = pair()
    expect(() => take(cursor, 0x06)).toThrow(refusal('A member of The pair has the tag 0x02; expected 0x06.'))
    take(cursor)
    expect(() => close(cursor)).toThrow(refusal('The pair has more members than it may have.'))
  })

  test('it begins at the type that it should have', () => {
    expect(open(read('3100'), 'A set', 0x31).at).toBe(0)
    expect(() => open(read('3100'), 'The pair')).toThrow(refusal('The pair has the tag 0x31; expected 0x30.'))
    expect(() => open(read('0500'), 'The pair')).toThrow(refusal('The pair has the tag 0x05; expected 0x30.'))
  })

  test.each(['a000', 'a00405000500'])('%s does not hold exactly one', (hex) => {
    expect(() => only(read(hex), 'The version')).toThrow(refusal('The version must hold exactly one element.'))
  })

  test('the only one is given', () => {
    expect(only(read('a003020102'), 'The version').tag).toBe(0x02)
  })
})

describe('numbers', () => {
  test.each([
    ['020100', 0],
    ['02017f', 127],
    ['02020080', 128],
    ['0206010000000000', 2 ** 40],
    ['020700ffffffffffff', 2 ** 48 - 1],
  ])('%s is a small INTEGER', (hex, value) => {
    expect(readSmallInteger(read(hex))).toBe(value)
  })

  test.each([
    ['a negative one', '020180'],
    ['49 bits', '020701000000000000'],
    ['54 bits, which a float rounds', '020720000000000001'],
    ['more than that', '02080100000000000000'],
    ['an ENUMERATED', '0a0101'],
    ['an IMPLICIT one, whose form nobody checked', '80020001'],
    ['a BOOLEAN', '0101ff'],
    ['a SEQUENCE', '3000'],
  ])('not so: %s', (_what, hex) => {
    expect(() => readSmallInteger(read(hex))).toThrow(refusal('Expected a small non-negative INTEGER.'))
  })

  test('an ENUMERATED is a number where one is asked for', () => {
    expect(readSmallInteger(read('0a0105'), 0x0a)).toBe(5)
    expect(() => readSmallInteger(read('020105'), 0x0a)).toThrow(DerError)
  })

  test.each([
    ['020180', -128n],
    ['02017f', 127n],
    ['02020080', 128n],
    ['0202ff7f', -129n],
  ])('%s is a signed INTEGER of any size', (hex, value) => {
    expect(readBigInteger(read(hex))).toBe(value)
  })
})

test.each([
  ['060127', '0.39'],
  ['060128', '1.0'],
  ['06014f', '1.39'],
  ['060150', '2.0'],
  ['06028100', '2.48'],
  ['0603550403', '2.5.4.3'],
])('%s is the OBJECT IDENTIFIER %s, at first sight and remembered', (hex, dotted) => {
  expect([readOid(read(hex)), readOid(read(hex))]).toEqual([dotted, dotted])
})

test.each([
  ['a BOOLEAN', readBoolean, 'Expected a BOOLEAN.'],
  ['an INTEGER', readBigInteger, 'Expected an INTEGER.'],
  ['an OBJECT IDENTIFIER', readOid, 'Expected an OBJECT IDENTIFIER.'],
  ['a BIT STRING', readBitString, 'Expected a BIT STRING of whole octets.'],
  ['an OCTET STRING', readOctetString, 'Expected an OCTET STRING.'],
] as const)('%s is not read out of something else', (_what, reader, message) => {
  // A context-specific element with contents that each of the readers would like.
  expect(() => reader(read('800100'))).toThrow(refusal(message))
})

test('a BIT STRING gives its octets, if they are whole', () => {
  expect(toHex(readBitString(read('030300abcd')))).toBe('abcd')
  expect(() => readBitString(read('03020180'))).toThrow(DerError)
})

test('a BOOLEAN and an OCTET STRING give what they hold', () => {
  expect([readBoolean(read('0101ff')), readBoolean(read('010100')), toHex(readOctetString(read('0402abcd')))]).toEqual([true, false, 'abcd'])
})

test('IA5 is 7 bits wide', () => {
  expect(readIa5(fromHex('61407f'))).toBe('a@\u007f')
  expect(() => readIa5(fromHex('6180'))).toThrow(refusal('An IA5String holds an octet above 127.'))
})
