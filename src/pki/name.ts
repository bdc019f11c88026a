/** Distinguished names (RFC 5280 §4.1.2.4): read, compared, written. */
import { contents, type Der, DerError, encoding, TAG } from './der.ts'
import { close, open, readOid, take, toHex } from './der-values.ts'
import { element, oid, printable, sequence, sequenceOf, set, utf8 } from './der-write.ts'
import type { DistinguishedName, NameAttribute } from './facts.ts'
import { ATTRIBUTE_OID, ATTRIBUTE_TYPE, type AttributeType } from './oids.ts'
import { visibleText } from './visible-text.ts'

/** Reads a Name; throws `DerError` where it is not a SEQUENCE OF SET OF AttributeTypeAndValue. */
export function readName(node: Der): DistinguishedName {
  if (node.tag !== TAG.sequence) throw new DerError('A name is not a SEQUENCE.')
  return nameFrom(encoding(node), node.children)
}

/** A name from its relative distinguished names; `der` is kept as given. */
export function nameFrom(der: Uint8Array, rdnNodes: readonly Der[]): DistinguishedName {
  const rdns = rdnNodes.map(readRdn)
  return { der, rdns, text: rdns.map(rdnText).join(', ') }
}

function readRdn(node: Der): NameAttribute[] {
  if (node.tag !== TAG.set || node.children.length === 0) throw new DerError('A relative distinguished name is not a non-empty SET.')
  return node.children.map(readAttribute)
}

function readAttribute(node: Der): NameAttribute {
  const cursor = open(node, 'An attribute of a name')
  const type = readOid(take(cursor, TAG.oid))
  const value = take(cursor)
  close(cursor)
  return { oid: type, type: ATTRIBUTE_TYPE.get(type) ?? type, tag: value.tag, ...decodeString(value.tag, contents(value)) }
}

interface DecodedString {
  readonly value: string
  readonly decoded: boolean
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const looseUtf8 = new TextDecoder('utf-8', { ignoreBOM: true })
const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]*$/

const STRING_DECODERS: ReadonlyMap<number, (bytes: Uint8Array) => DecodedString> = new Map([
  [TAG.utf8, decodeUtf8],
  [TAG.printable, (bytes: Uint8Array) => decodeAscii(bytes, PRINTABLE)],
  [TAG.ia5, (bytes: Uint8Array) => decodeAscii(bytes, null)],
  [0x12, (bytes: Uint8Array) => decodeAscii(bytes, /^[0-9 ]*$/)],
  [0x1a, (bytes: Uint8Array) => decodeAscii(bytes, /^[ -~]*$/)],
  [TAG.teletex, (bytes: Uint8Array) => ({ value: Buffer.from(bytes).toString('latin1'), decoded: true })],
  [TAG.bmp, (bytes: Uint8Array) => decodeUnits(bytes, 2)],
  [TAG.universal, (bytes: Uint8Array) => decodeUnits(bytes, 4)],
])

function decodeString(tag: number, bytes: Uint8Array): DecodedString {
  return STRING_DECODERS.get(tag)?.(bytes) ?? { value: `#${toHex(bytes)}`, decoded: false }
}

function decodeAscii(bytes: Uint8Array, alphabet: RegExp | null): DecodedString {
  let value = ''
  for (const octet of bytes) value += octet < 0x80 ? String.fromCharCode(octet) : '\uFFFD'
  return { value, decoded: !value.includes('\uFFFD') && (alphabet === null || alphabet.test(value)) }
}

function decodeUtf8(bytes: Uint8Array): DecodedString {
  const ascii = decodeAscii(bytes, null)
  if (ascii.decoded) return ascii
  try {
    return { value: strictUtf8.decode(bytes), decoded: true }
  } catch {
    return { value: looseUtf8.decode(bytes), decoded: false }
  }
}

function decodeUnits(bytes: Uint8Array, size: 2 | 4): DecodedString {
  let value = ''
  for (let at = 0; at + size <= bytes.length; at += size) {
    const code = bytes.subarray(at, at + size).reduce((sum, octet) => sum * 256 + octet, 0)
    const isScalar = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    value += isScalar ? String.fromCodePoint(code) : '\uFFFD'
  }
  return { value, decoded: bytes.length % size === 0 && !value.includes('\uFFFD') }
}

const rdnText = (rdn: readonly NameAttribute[]): string => rdn.map((attribute) => `${attribute.type}=${attributeText(attribute.value)}`).join('+')

const PLAIN = /^[A-Za-z0-9.@](?:[A-Za-z0-9 .@-]*[A-Za-z0-9.@-])?$/

// RFC 4514 §2.4: a value must not look like the next attribute.
function attributeText(value: string): string {
  if (PLAIN.test(value)) return value
  return visibleText(value.replace(/[",+;<>\\=]/g, '\\$&').replace(/^[ #]|(?<!\\) $/g, '\\$&'))
}

/**
 * A key that two names share exactly when they match (RFC 5280 §7.1): same attribute types in the same places, values equal without
 * regard to case and to the number of spaces, whatever string type carries them. An empty name gives the empty string.
 */
export function nameKey(name: DistinguishedName): string {
  const known = nameKeys.get(name)
  if (known !== undefined) return known
  const key = name.rdns.map(rdnKey).join('')
  nameKeys.set(name, key)
  return key
}

const nameKeys = new WeakMap<DistinguishedName, string>()

/** The same for one relative distinguished name. */
export const rdnKey = (rdn: readonly NameAttribute[]): string => `{${rdn.map(attributeKey).sort().join('')}}`

function attributeKey(attribute: NameAttribute): string {
  const value = attribute.decoded ? attribute.value.normalize('NFKC').toLowerCase().trim().replace(/\s+/g, ' ') : `${attribute.tag}#${attribute.value}`
  return `${attribute.oid}=${value.length}:${value};`
}

/** One attribute to write. */
export interface NameAttributeInput {
  readonly type: AttributeType
  readonly value: string
  /** By default PrintableString for C and serialNumber, IA5String for DC and emailAddress, else UTF8String (RFC 5280 §4.1.2.4). */
  readonly tag?: number
}

const DEFAULT_TAG: Partial<Record<AttributeType, number>> = {
  C: TAG.printable,
  serialNumber: TAG.printable,
  DC: TAG.ia5,
  emailAddress: TAG.ia5,
}

/** DER of a Name with one attribute in each relative distinguished name, in the order given. */
export function writeName(attributes: readonly NameAttributeInput[]): Uint8Array {
  return sequenceOf(attributes.map((attribute) => set(writeAttribute(attribute))))
}

/** DER of one AttributeTypeAndValue. */
export function writeAttribute(attribute: NameAttributeInput): Uint8Array {
  return sequence(oid(ATTRIBUTE_OID[attribute.type]), writeString(attribute.tag ?? DEFAULT_TAG[attribute.type] ?? TAG.utf8, attribute.value))
}

function writeString(tag: number, value: string): Uint8Array {
  if (tag === TAG.utf8) return utf8(value)
  if (tag === TAG.printable) return printable(value)
  return element(tag, new TextEncoder().encode(value))
}
