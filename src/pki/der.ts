/**
 * Strict DER (X.690 §10, §11): definite minimal lengths, low tag numbers, canonical BOOLEAN, INTEGER, BIT STRING, NULL and
 * OBJECT IDENTIFIER, primitive strings, sorted SET OF, nothing after the end. The whole tree is checked before anything is read from it.
 */

/** What stops reading; the parse functions turn it into a `Parsed` failure, nothing else sees it. */
export class DerError extends Error {
  readonly reason: 'unreadable' | 'extra-data'

  constructor(message: string, reason: 'unreadable' | 'extra-data' = 'unreadable') {
    super(message)
    this.name = 'DerError'
    this.reason = reason
  }
}

/** One element: identifier octet, and where its contents begin and end in `bytes`. */
export interface Der {
  readonly tag: number
  readonly bytes: Uint8Array
  readonly start: number
  readonly content: number
  readonly end: number
  readonly children: readonly Der[]
}

/** Identifier octets of the universal types that X.509 uses. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8: 0x0c,
  printable: 0x13,
  teletex: 0x14,
  ia5: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  universal: 0x1c,
  bmp: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const

const MAX_DEPTH = 32
/** Arcs are unbounded numbers; reading a long one takes quadratic time. */
const MAX_OID = 256
const NO_CHILDREN: readonly Der[] = []

type ContentCheck = (bytes: Uint8Array, start: number, end: number) => string | null

const CONTENT_CHECKS: ReadonlyMap<number, ContentCheck> = new Map<number, ContentCheck>([
  [TAG.boolean, checkBoolean],
  [TAG.integer, checkInteger],
  [TAG.bitString, checkBitString],
  [TAG.null, (_bytes, start, end) => (start === end ? null : 'NULL has contents')],
  [TAG.oid, checkOid],
  [TAG.enumerated, checkInteger],
])

/** Primitive universal tags that may occur: those with a check, and OCTET STRING, the strings and the times. */
const PRIMITIVE_TAGS: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 10, 12, 18, 19, 20, 22, 23, 24, 26, 27, 28, 30])

/** The one element that `bytes` is. Throws `DerError` for anything but strict DER of exactly that length. */
export function readDer(bytes: Uint8Array): Der {
  if (bytes.length === 0) throw new DerError('There are no bytes.')
  const node = readElement(bytes, 0, { limit: bytes.length, depth: 0 })
  if (node.end !== bytes.length) {
    const extra = bytes.length - node.end
    throw new DerError(`${extra} bytes follow the end of the DER object.`, 'extra-data')
  }
  return node
}

interface Place {
  /** Where the element that holds this one ends. */
  readonly limit: number
  readonly depth: number
}

function readElement(bytes: Uint8Array, start: number, place: Place): Der {
  const { limit, depth } = place
  if (depth > MAX_DEPTH) throw new DerError(`Elements are nested more than ${MAX_DEPTH} deep.`)
  if (start + 2 > limit) throw new DerError(`The element at byte ${start} is cut off.`)
  const tag = bytes[start] as number
  if ((tag & 0x1f) === 0x1f) throw new DerError(`The element at byte ${start} has a long tag; X.509 has none.`)
  const first = bytes[start + 1] as number
  const content = first < 0x80 ? start + 2 : start + 2 + (first & 0x7f)
  const end = content + (first < 0x80 ? first : readLongLength(bytes, start, limit))
  if (end > limit) throw new DerError(`The element at byte ${start} is longer than what holds it.`)
  if ((tag & 0x20) === 0) {
    const node = { tag, bytes, start, content, end, children: NO_CHILDREN }
    checkPrimitive(node)
    return node
  }
  if (tag < 0x40 && tag !== TAG.sequence && tag !== TAG.set) throw new DerError(`The element at byte ${start} is a constructed string; DER has none.`)
  return { tag, bytes, start, content, end, children: readChildren(bytes, { tag, content, end, depth }) }
}

function readLongLength(bytes: Uint8Array, start: number, limit: number): number {
  const count = (bytes[start + 1] as number) & 0x7f
  if (count === 0) throw new DerError(`The element at byte ${start} has an indefinite length; DER has none.`)
  if (count > 4) throw new DerError(`The element at byte ${start} is longer than 4 GiB.`)
  if (start + 2 + count > limit) throw new DerError(`The element at byte ${start} is cut off.`)
  let length = 0
  for (let i = 0; i < count; i += 1) length = length * 256 + (bytes[start + 2 + i] as number)
  if (length < 0x80 || bytes[start + 2] === 0) throw new DerError(`The length of the element at byte ${start} is not minimal.`)
  return length
}

function readChildren(bytes: Uint8Array, at: { tag: number; content: number; end: number; depth: number }): Der[] {
  const children: Der[] = []
  const inside: Place = { limit: at.end, depth: at.depth + 1 }
  let position = at.content
  while (position < at.end) {
    const child = readElement(bytes, position, inside)
    children.push(child)
    position = child.end
  }
  if (at.tag === TAG.set) checkSetOrder(children)
  return children
}

function checkPrimitive({ tag, bytes, content, end }: Der): void {
  if (tag >= 0x40) return
  if (!PRIMITIVE_TAGS.has(tag)) throw new DerError(`The element before byte ${content} has the universal tag ${tag}, which X.509 does not use.`)
  const problem = CONTENT_CHECKS.get(tag)?.(bytes, content, end)
  if (problem) throw new DerError(`${problem} (at byte ${content}).`)
}

function checkBoolean(bytes: Uint8Array, start: number, end: number): string | null {
  const value = bytes[start]
  return end - start === 1 && (value === 0x00 || value === 0xff) ? null : 'BOOLEAN is not canonical'
}

function checkInteger(bytes: Uint8Array, start: number, end: number): string | null {
  if (end === start) return 'INTEGER is empty'
  if (end - start === 1) return null
  const first = bytes[start] as number
  const high = (bytes[start + 1] as number) & 0x80
  return (first === 0x00 && high === 0) || (first === 0xff && high !== 0) ? 'INTEGER is not minimal' : null
}

function checkBitString(bytes: Uint8Array, start: number, end: number): string | null {
  if (end === start) return 'BIT STRING is empty'
  const unused = bytes[start] as number
  if (unused > 7 || (end - start === 1 && unused > 0)) return 'BIT STRING has an impossible number of unused bits'
  return ((bytes[end - 1] as number) & ((1 << unused) - 1)) === 0 ? null : 'unused bits of a BIT STRING are not zero'
}

function checkOid(bytes: Uint8Array, start: number, end: number): string | null {
  if (end === start || ((bytes[end - 1] as number) & 0x80) !== 0) return 'OBJECT IDENTIFIER is cut off'
  if (end - start > MAX_OID) return `OBJECT IDENTIFIER has more than ${MAX_OID} octets`
  for (let i = start; i < end; i += 1) {
    const begins = i === start || ((bytes[i - 1] as number) & 0x80) === 0
    if (begins && bytes[i] === 0x80) return 'OBJECT IDENTIFIER is not minimal'
  }
  return null
}

function checkSetOrder(children: readonly Der[]): void {
  for (let i = 1; i < children.length; i += 1) {
    const before = children[i - 1] as Der
    const after = children[i] as Der
    if (compareBytes(encoding(before), encoding(after)) > 0) throw new DerError(`The SET OF before byte ${after.start} is not sorted.`)
  }
}

/** Negative, zero or positive, as `a` sorts before, with or after `b`; a prefix sorts first. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i += 1) {
    const difference = (a[i] as number) - (b[i] as number)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** The two have the same bytes. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && compareBytes(a, b) === 0
}

/** The element's whole encoding, identifier and length included. A view, not a copy. */
export const encoding = (node: Der): Uint8Array => node.bytes.subarray(node.start, node.end)

/** The element's contents octets. A view, not a copy. */
export const contents = (node: Der): Uint8Array => node.bytes.subarray(node.content, node.end)
