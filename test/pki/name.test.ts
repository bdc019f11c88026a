import { describe, expect, test } from 'vitest'
import { DerError, readDer } from '../../src/pki/der.ts'
import { element, oid, sequence, set, utf8 } from '../../src/pki/der-write.ts'
import { nameKey, readName, writeAttribute, writeName } from '../../src/pki/name.ts'

const CN = '2.5.4.3'
const read = (der: Uint8Array) => readName(readDer(der))
const cn = (value: string, tag?: number) => read(writeName([{ type: 'CN', value, ...(tag === undefined ? {} : { tag }) }]))
const raw = (tag: number, bytes: readonly number[]) => read(sequence(set(sequence(oid(CN), element(tag, Uint8Array.from(bytes)))))).rdns[0]?.[0]

test('a name is read attribute by attribute, in DER order, C in PrintableString and O in UTF8String', () => {
  const name = read(
    writeName([
      { type: 'C', value: 'TZ' },
      { type: 'O', value: 'Benki ya Kijani ñ' },
      { type: 'CN', value: 'greenbank' },
    ]),
  )
  expect(name.rdns.flat()).toEqual([
    { oid: '2.5.4.6', type: 'C', tag: 19, value: 'TZ', decoded: true },
    { oid: '2.5.4.10', type: 'O', tag: 12, value: 'Benki ya Kijani ñ', decoded: true },
    { oid: CN, type: 'CN', tag: 12, value: 'greenbank', decoded: true },
  ])
  expect(name.text).toBe('C=TZ, O=Benki ya Kijani ñ, CN=greenbank')
})

describe('text for people', () => {
  test.each([
    ['x, O=Bank', 'CN=x\\, O\\=Bank'],
    ['a\u0000b', 'CN=a\\u{0}b'],
    ['a\r\nb', 'CN=a\\u{D}\\u{A}b'],
    ['\u202Egnp', 'CN=\\u{202E}gnp'],
    ['zero\u200Bwidth', 'CN=zero\\u{200B}width'],
    ['a+b', 'CN=a\\+b'],
    [' edge ', 'CN=\\ edge\\ '],
  ])('%j is shown as %s', (value, text) => {
    expect(cn(value).text).toBe(text)
  })
})

describe('strings', () => {
  test.each([
    ['PrintableString', 19, [0x54, 0x5a], 'TZ', true],
    ['PrintableString with a letter outside its alphabet', 19, [0x61, 0x40], 'a@', false],
    ['UTF8String that is Latin-1', 12, [0xfc], '\uFFFD', false],
    ['overlong UTF-8', 12, [0xc0, 0xaf], '\uFFFD\uFFFD', false],
    ['IA5String above 127', 22, [0x61, 0xe9], 'a\uFFFD', false],
    ['BMPString', 30, [0x00, 0x41, 0x01, 0x00], 'AĀ', true],
    ['BMPString of odd length', 30, [0x00, 0x41, 0x01], 'A', false],
    ['UniversalString', 28, [0x00, 0x01, 0xf6, 0x00], '😀', true],
    ['TeletexString', 20, [0xe9], 'é', true],
    ['something that is no string', 4, [0xab], '#ab', false],
  ])('%s', (_what, tag, bytes, value, decoded) => {
    expect(raw(tag, bytes)).toMatchObject({ tag, value, decoded })
  })
})

describe('comparing', () => {
  test('case, number of spaces and string type do not matter', () => {
    expect(nameKey(cn('Green  Bank '))).toBe(nameKey(cn('green bank', 19)))
  })

  test('everything else does', () => {
    const keys = [cn('green bank'), cn('greenbank'), cn('green'), read(writeName([{ type: 'O', value: 'green bank' }])), read(writeName([]))].map(nameKey)
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.at(-1)).toBe('')
  })

  test('one attribute in two places is not two in one', () => {
    const pair = [writeAttribute({ type: 'CN', value: 'a' }), writeAttribute({ type: 'O', value: 'b' })] as const
    expect(nameKey(read(sequence(set(...pair))))).not.toBe(nameKey(read(sequence(set(pair[0]), set(pair[1])))))
  })
})

test('what is no name is refused', () => {
  for (const der of [set(), sequence(sequence()), sequence(set()), sequence(set(sequence(oid(CN)))), sequence(set(sequence(oid(CN), utf8('a'), utf8('b'))))]) {
    expect(() => read(der)).toThrow(DerError)
  }
})
