/** DER writer: the few types that certificates, requests and CRLs are made of. Each function gives one whole element. */
import { boundedCache } from './bounded-cache.ts'
import { compareBytes, TAG } from './der.ts'

/** All parts in a row. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** Identifier octet, minimal length, contents. */
export function element(tag: number, content: Uint8Array): Uint8Array {
  const length = content.length
  if (length < 0x80) return concat([Uint8Array.of(tag, length), content])
  const octets: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256)
  return concat([Uint8Array.of(tag, 0x80 | octets.length, ...octets), content])
}

/** SEQUENCE of the parts as they come. */
export const sequence = (...parts: readonly Uint8Array[]): Uint8Array => element(TAG.sequence, concat(parts))

/** SEQUENCE OF, for lists too long for arguments. */
export const sequenceOf = (parts: readonly Uint8Array[]): Uint8Array => element(TAG.sequence, concat(parts))

/** SET OF, sorted as DER asks. */
export const set = (...parts: readonly Uint8Array[]): Uint8Array => element(TAG.set, concat([...parts].sort(compareBytes)))

/** `[number] EXPLICIT`, or IMPLICIT over something constructed when given its contents. */
export const explicit = (number: number, content: Uint8Array): Uint8Array => element(0xa0 | number, content)

/** `[number] IMPLICIT` over something primitive, given its contents. */
export const implicit = (number: number, content: Uint8Array): Uint8Array => element(0x80 | number, content)

/** BOOLEAN. */
export const boolean = (value: boolean): Uint8Array => Uint8Array.of(TAG.boolean, 1, value ? 0xff : 0x00)

/** Non-negative INTEGER. */
export function integer(value: bigint | number): Uint8Array {
  const hex = BigInt(value).toString(16)
  return positiveInteger(Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex'))
}

/** INTEGER of unsigned big-endian octets: leading zeros go, one comes where the top bit is set. */
export function positiveInteger(magnitude: Uint8Array): Uint8Array {
  const first = magnitude.findIndex((octet) => octet !== 0)
  if (first === -1) return Uint8Array.of(TAG.integer, 1, 0)
  const bytes = magnitude.subarray(first)
  return element(TAG.integer, (bytes[0] as number) >= 0x80 ? concat([Uint8Array.of(0), bytes]) : bytes)
}

/** ENUMERATED below 128. */
export const enumerated = (value: number): Uint8Array => Uint8Array.of(TAG.enumerated, 1, value)

const oids = boundedCache<Uint8Array>(512)

/** OBJECT IDENTIFIER from dots. */
export const oid = (dotted: string): Uint8Array => oids(dotted, () => encodeOid(dotted)).slice()

function encodeOid(dotted: string): Uint8Array {
  const [root = 0n, second = 0n, ...rest] = dotted.split('.').map((arc) => BigInt(arc))
  return element(TAG.oid, Uint8Array.from([root * 40n + second, ...rest].flatMap(base128)))
}

function base128(arc: bigint): number[] {
  const octets = [Number(arc & 0x7fn)]
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) octets.unshift(Number(rest & 0x7fn) | 0x80)
  return octets
}

/** BIT STRING of whole octets. */
export const bitString = (bytes: Uint8Array): Uint8Array => element(TAG.bitString, concat([Uint8Array.of(0), bytes]))

/** BIT STRING as a named bit list: trailing zero bits removed (X.690 §11.2.2). */
export function namedBits(positions: readonly number[]): Uint8Array {
  const last = Math.max(-1, ...positions)
  if (last < 0) return Uint8Array.of(TAG.bitString, 1, 0)
  const bytes = new Uint8Array(Math.floor(last / 8) + 1)
  for (const position of positions) {
    const index = Math.floor(position / 8)
    bytes[index] = (bytes[index] as number) | (0x80 >> (position % 8))
  }
  return element(TAG.bitString, concat([Uint8Array.of(7 - (last % 8)), bytes]))
}

/** OCTET STRING. */
export const octetString = (bytes: Uint8Array): Uint8Array => element(TAG.octetString, bytes)

/** UTF8String. */
export const utf8 = (text: string): Uint8Array => element(TAG.utf8, new TextEncoder().encode(text))

/** PrintableString; the caller answers for the alphabet. */
export const printable = (text: string): Uint8Array => element(TAG.printable, new TextEncoder().encode(text))

/** UTCTime through 2049, GeneralizedTime from 2050 (RFC 5280 §4.1.2.5); seconds, fractions dropped. */
export function time(date: Date): Uint8Array {
  const digits = date
    .toISOString()
    .replace(/\.\d{3}Z$/, 'Z')
    .replace(/[-:T]/g, '')
  const year = date.getUTCFullYear()
  const isUtcTime = year >= 1950 && year < 2050
  return element(isUtcTime ? TAG.utcTime : TAG.generalizedTime, new TextEncoder().encode(isUtcTime ? digits.slice(2) : digits))
}
