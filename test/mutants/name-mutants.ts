/** Requests whose subject is not plain: strings that deceive, attributes that come twice, names inside names. */
import { element, oid, printable, sequence, sequenceOf, set, utf8 } from '../../src/pki/der-write.ts'
import { type NameAttributeInput, writeAttribute } from '../../src/pki/name.ts'
import { ATTRIBUTE_OID, type AttributeType } from '../../src/pki/oids.ts'
import { type TestName, testCsr, testKey } from '../support/pki.ts'
import { type Mutant, mutants } from './mutant.ts'

const CODE = 'csr/subject'
const key = testKey('p256', 'mutant')
const named = (subject: TestName): string => testCsr({ key, subject }).pem
const rdns = (...sets: Uint8Array[]): string => named(sequenceOf(sets))
const attribute = (type: AttributeType, value: string, tag?: number): Uint8Array => writeAttribute({ type, value, ...(tag === undefined ? {} : { tag }) })
const raw = (type: AttributeType, tag: number, bytes: Uint8Array): Uint8Array => set(sequence(oid(ATTRIBUTE_OID[type]), element(tag, bytes)))
const common = set(attribute('CN', 'greenbank'))
const wide = (text: string, size: number): Uint8Array => Uint8Array.from([...text].flatMap((one) => [...new Uint8Array(size - 1), one.charCodeAt(0)]))

/** Text that looks like something else, or is none. */
const TEXTS: Readonly<Record<string, string>> = {
  NUL: 'a\0b',
  CR: 'a\rb',
  LF: 'a\nb',
  'a tab': 'a\tb',
  ESC: 'a\u001b[31mb',
  DEL: 'a\u007fb',
  'a C1 control': 'a\u0085b',
  'a line separator': 'a\u2028b',
  'a paragraph separator': 'a\u2029b',
  'writing turned round': 'a\u202eb',
  'isolated writing': 'a\u2066b',
  'an Arabic letter mark': 'a\u061cb',
  'a space of no width': 'a\u200bb',
  'a joiner of no width': 'a\u200db',
  'a word joiner': 'a\u2060b',
  'a byte order mark': '\ufeffab',
  'a soft hyphen': 'a\u00adb',
  'a character of private use': 'a\ue000b',
  'an invisible tag': 'a\u{e0041}b',
  'a leading space': ' ab',
  'a trailing space': 'ab ',
  'nothing but a space': ' ',
  nothing: '',
  'text that is not composed': 'Cafe\u0301',
  HTML: '<script>alert(1)</script>',
  'an HTML entity': 'a &lt; b',
  'a numeric HTML entity': 'a &#x3c; b',
  'an expression of a workflow': '${{ github.token }}',
  'an expression of a shell': '$(id)',
  'a back-tick': '`id`',
}

const texts = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(TEXTS).flatMap(([what, value]) => [
      [`${what} in O`, named({ O: value, CN: 'greenbank' })],
      [`${what} in OU`, named({ OU: value, CN: 'greenbank' })],
    ]),
  )

const TAGS: Readonly<Record<string, number>> = { NumericString: 0x12, TeletexString: 0x14, IA5String: 0x16, VisibleString: 0x1a }

const encodings = (): Record<string, string> => ({
  ...Object.fromEntries(
    (['CN', 'O', 'OU', 'L'] as const).flatMap((type) => [
      ...Object.entries(TAGS).map(([name, tag]): [string, string] => [`${type} as ${name}`, rdns(raw(type, tag, Buffer.from('123')))]),
      [`${type} as BMPString`, rdns(raw(type, 0x1e, wide('abc', 2)))],
      [`${type} as UniversalString`, rdns(raw(type, 0x1c, wide('abc', 4)))],
      [`${type} as an OCTET STRING`, rdns(raw(type, 0x04, Buffer.from('abc')))],
      [`${type} as overlong UTF-8`, rdns(raw(type, 0x0c, Uint8Array.of(0xc1, 0xa1)))],
      [`${type} as Latin-1 in a UTF8String`, rdns(raw(type, 0x0c, Uint8Array.of(0x43, 0xe9)))],
      [`${type} as half a UTF-8 character`, rdns(raw(type, 0x0c, Uint8Array.of(0x43, 0xc3)))],
      [`${type} as a surrogate in UTF-8`, rdns(raw(type, 0x0c, Uint8Array.of(0xed, 0xa0, 0x80)))],
      [`${type} as PrintableString with what it cannot hold`, rdns(set(sequence(oid(ATTRIBUTE_OID[type]), printable('a@b'))))],
    ]),
  ),
})

const twice = (type: AttributeType, one: string, other: string): NameAttributeInput[] => [
  { type, value: one },
  { type, value: other },
]

const structures = (): Record<string, string> => ({
  'CN twice, alike': named(twice('CN', 'greenbank', 'greenbank')),
  'CN twice, differing': named(twice('CN', 'greenbank', 'bluebank')),
  'CN twice in one RDN': rdns(set(attribute('CN', 'greenbank'), attribute('CN', 'bluebank'))),
  'O twice': named([...twice('O', 'Green Bank Ltd', 'Blue Bank Ltd'), { type: 'CN', value: 'greenbank' }]),
  'C twice': named([...twice('C', 'TZ', 'KE'), { type: 'CN', value: 'greenbank' }]),
  'OU twice': named([...twice('OU', 'a', 'b'), { type: 'CN', value: 'greenbank' }]),
  'C and O in one RDN': rdns(set(attribute('C', 'TZ'), attribute('O', 'Green Bank Ltd')), common),
  'CN and OU in one RDN': rdns(set(attribute('CN', 'greenbank'), attribute('OU', 'a'))),
  'an unknown attribute': rdns(common, set(sequence(oid('1.2.3.4.5'), utf8('a')))),
  'an unknown attribute beside CN': rdns(set(attribute('CN', 'greenbank'), sequence(oid('1.2.3.4.5'), utf8('a')))),
  'a country of three letters': named({ C: 'TZA', CN: 'greenbank' }),
  'a country of one letter': named({ C: 'T', CN: 'greenbank' }),
  'a country of digits': named({ C: '12', CN: 'greenbank' }),
  'a country in UTF8String, and wrong': named([{ type: 'C', value: 'tz\u00e9', tag: 12 }]),
  'CN of 65 characters': named({ CN: 'a'.repeat(65) }),
  'O of 65 characters': named({ O: 'a'.repeat(65), CN: 'greenbank' }),
  'OU of 65 characters': named({ OU: 'a'.repeat(65), CN: 'greenbank' }),
  'L of 129 characters': named({ L: 'a'.repeat(129), CN: 'greenbank' }),
  'ST of 129 characters': named({ ST: 'a'.repeat(129), CN: 'greenbank' }),
  'the CN of another DFSP': named({ CN: 'bluebank' }),
  'the CN in capitals': named({ CN: 'GREENBANK' }),
  'the CN with a homoglyph': named({ CN: 'greenb\u0430nk' }),
  'the CN with a space after it': named({ CN: 'greenbank ' }),
  'an address as CN': named({ CN: '198.51.100.1' }),
})

/** Names that would become others where they are written out and read again. */
const INJECTED: readonly string[] = [
  'x, O=Bank',
  'x,CN=bluebank',
  'x+CN=bluebank',
  '/O=x/CN=bluebank',
  'x; CN=bluebank',
  'x\\, CN=bluebank',
  'CN=bluebank',
  'x, 2.5.4.3=bluebank',
]

const injections = (): Record<string, string> =>
  Object.fromEntries(
    INJECTED.flatMap((value) => [
      [`"${value}" in O`, named({ O: value, CN: 'greenbank' })],
      [`"${value}" in CN`, named({ CN: value })],
    ]),
  )

const unreadable = (): Record<string, string> => ({
  'an empty RDN': rdns(set()),
  'an empty RDN before CN': rdns(set(), common),
  'an RDN that is a SEQUENCE': rdns(sequence(attribute('CN', 'greenbank'))),
  'a subject that is a SET': testCsr({ key, subject: set(common) }).pem,
  'an attribute without value': rdns(set(sequence(oid(ATTRIBUTE_OID.CN)))),
  'an attribute with two values': rdns(set(sequence(oid(ATTRIBUTE_OID.CN), utf8('greenbank'), utf8('bluebank')))),
  'an attribute type that is a string': rdns(set(sequence(utf8('CN'), utf8('greenbank')))),
  'an RDN out of order': rdns(element(0x31, Buffer.concat([attribute('CN', 'greenbank'), attribute('OU', 'a')]))),
})

/** Rows 3, 4 and 5 of the attack list. */
export const nameMutants = (): Mutant[] => [
  ...mutants(CODE, { ...texts(), ...encodings(), ...structures(), ...injections() }),
  ...mutants('csr/unreadable', unreadable()),
]
