/** Values out of checked DER elements, and walking through a SEQUENCE. Everything here throws `DerError` on a surprise. */
import { contents, type Der, DerError, TAG } from './der.ts'

/** A place in the members of one constructed element. */
export interface Cursor {
  readonly node: Der
  readonly what: string
  at: number
}

/** Starts at the first member of `node`, which must have that identifier octet. `what` names it in messages. */
export function open(node: Der, what: string, tag: number = TAG.sequence): Cursor {
  if (node.tag !== tag) throw new DerError(`${what} has the tag ${hexTag(node.tag)}; expected ${hexTag(tag)}.`)
  return { node, what, at: 0 }
}

/** The next member, which must be there; with `tag`, it must have that identifier octet. */
export function take(cursor: Cursor, tag?: number): Der {
  const node = cursor.node.children[cursor.at]
  if (node === undefined) throw new DerError(`${cursor.what} ends too early.`)
  if (tag !== undefined && node.tag !== tag) throw new DerError(`A member of ${cursor.what} has the tag ${hexTag(node.tag)}; expected ${hexTag(tag)}.`)
  cursor.at += 1
  return node
}

/** The next member when it has that identifier octet, else undefined and the cursor stays. */
export function takeIf(cursor: Cursor, tag: number): Der | undefined {
  const node = cursor.node.children[cursor.at]
  if (node === undefined || node.tag !== tag) return undefined
  cursor.at += 1
  return node
}

/** Identifier octet of the next member, or -1 at the end. */
export const nextTag = (cursor: Cursor): number => cursor.node.children[cursor.at]?.tag ?? -1

/** Nothing may be left. */
export function close(cursor: Cursor): void {
  if (cursor.at < cursor.node.children.length) throw new DerError(`${cursor.what} has more members than it may have.`)
}

const hexTag = (tag: number): string => `0x${tag.toString(16).padStart(2, '0')}`

/** The only member of an EXPLICIT element. */
export function only(node: Der, what: string): Der {
  const [child] = node.children
  if (child === undefined || node.children.length !== 1) throw new DerError(`${what} must hold exactly one element.`)
  return child
}

/** Value of a BOOLEAN. */
export function readBoolean(node: Der): boolean {
  if (node.tag !== TAG.boolean) throw new DerError('Expected a BOOLEAN.')
  return node.bytes[node.content] === 0xff
}

/** INTEGER, or what else `tag` says (ENUMERATED), of at most 48 bits, not negative. */
export function readSmallInteger(node: Der, tag: number = TAG.integer): number {
  const bytes = contents(node)
  const value = bytes.reduce((sum, octet) => sum * 256 + octet, 0)
  if (node.tag !== tag || (bytes[0] as number) >= 0x80 || value >= 2 ** 48) throw new DerError('Expected a small non-negative INTEGER.')
  return value
}

/** INTEGER of any size, two's complement. */
export function readBigInteger(node: Der): bigint {
  if (node.tag !== TAG.integer) throw new DerError('Expected an INTEGER.')
  const bytes = contents(node)
  const value = BigInt(`0x${toHex(bytes)}`)
  return (bytes[0] as number) >= 0x80 ? value - (1n << BigInt(bytes.length * 8)) : value
}

/** OBJECT IDENTIFIER in dots. */
export function readOid(node: Der): string {
  if (node.tag !== TAG.oid) throw new DerError('Expected an OBJECT IDENTIFIER.')
  const bytes = contents(node)
  const key = toHex(bytes)
  const known = knownOids.get(key)
  if (known !== undefined) return known
  const dotted = decodeOid(bytes)
  if (knownOids.size < 512) knownOids.set(key, dotted)
  return dotted
}

const knownOids = new Map<string, string>()

function decodeOid(bytes: Uint8Array): string {
  const arcs: bigint[] = []
  let arc = 0n
  for (const octet of bytes) {
    arc = (arc << 7n) | BigInt(octet & 0x7f)
    if (octet < 0x80) {
      arcs.push(arc)
      arc = 0n
    }
  }
  const [first = 0n, ...rest] = arcs
  const root = first < 40n ? 0n : first < 80n ? 1n : 2n
  return [root, first - root * 40n, ...rest].join('.')
}

/** Octets of a BIT STRING that is a whole number of them, as keys and signatures are. */
export function readBitString(node: Der): Uint8Array {
  if (node.tag !== TAG.bitString || node.bytes[node.content] !== 0) throw new DerError('Expected a BIT STRING of whole octets.')
  return node.bytes.subarray(node.content + 1, node.end)
}

/** Contents of an OCTET STRING. */
export function readOctetString(node: Der): Uint8Array {
  if (node.tag !== TAG.octetString) throw new DerError('Expected an OCTET STRING.')
  return contents(node)
}

/** Lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}

/** Bytes of hex digits in pairs. */
export const fromHex = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))

/** Text of IA5 octets; throws where one is not 7-bit. */
export function readIa5(bytes: Uint8Array): string {
  let text = ''
  for (const octet of bytes) {
    if (octet >= 0x80) throw new DerError('An IA5String holds an octet above 127.')
    text += String.fromCharCode(octet)
  }
  return text
}
