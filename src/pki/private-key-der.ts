/** Shapes of private keys in DER, read leniently: BER lengths count too, and the end may be cut off. */

interface Item {
  readonly tag: number
  readonly content: number
  readonly end: number
}

type Members = readonly Item[]
type Shape = (members: Members, bytes: Uint8Array) => boolean

const INTEGER = 0x02
const OCTETS = 0x04
const OID = 0x06
const SEQUENCE = 0x30

const SHAPES: readonly (readonly [string, Shape])[] = [
  ['PKCS#8', ([version, algorithm, key], bytes) => smallNumber(version, bytes, 1) && beginsWithOid(algorithm, bytes) && key?.tag === OCTETS],
  [
    'PKCS#1 or DSA',
    ([version, ...numbers], bytes) => smallNumber(version, bytes, 1) && numbers.length >= 4 && numbers.slice(0, 4).every(({ tag }) => tag === INTEGER),
  ],
  [
    'SEC1',
    ([version, key, next], bytes) => smallNumber(version, bytes, 1) && isEcScalar(key) && (next === undefined || next.tag === 0xa0 || next.tag === 0xa1),
  ],
  ['encrypted PKCS#8', ([algorithm, key], bytes) => key?.tag === OCTETS && isEncryption(algorithm, bytes)],
  ['PKCS#12', ([version, content], bytes) => version?.tag === INTEGER && bytes[version.content] === 3 && beginsWithOid(content, bytes)],
]

/** Which kind of private key begins at that byte, or null. */
export function isPrivateDer(bytes: Uint8Array, at: number): string | null {
  const outer = item(bytes, at)
  if (outer?.tag !== SEQUENCE) return null
  const members = membersOf(outer, bytes)
  return SHAPES.find(([, shape]) => shape(members, bytes))?.[0] ?? null
}

function item(bytes: Uint8Array, at: number): Item | null {
  const [tag, first] = [bytes[at], bytes[at + 1]]
  if (tag === undefined || first === undefined) return null
  if (first < 0x80) return { tag, content: at + 2, end: at + 2 + first }
  const count = first & 0x7f
  if (count > 4) return null
  if (count === 0) return { tag, content: at + 2, end: bytes.length }
  const length = bytes.subarray(at + 2, at + 2 + count).reduce((sum, octet) => sum * 256 + octet, 0)
  return { tag, content: at + 2 + count, end: at + 2 + count + length }
}

/** The first few members; more than nine no shape asks for. */
function membersOf(outer: Item, bytes: Uint8Array): Item[] {
  const members: Item[] = []
  let at = outer.content
  while (at < Math.min(outer.end, bytes.length) && members.length < 9) {
    const member = item(bytes, at)
    if (member === null) break
    members.push(member)
    at = member.end
  }
  return members
}

const smallNumber = (version: Item | undefined, bytes: Uint8Array, most: number): boolean =>
  version?.tag === INTEGER && version.end - version.content === 1 && (bytes[version.content] as number) <= most

const beginsWithOid = (sequence: Item | undefined, bytes: Uint8Array): boolean => sequence?.tag === SEQUENCE && bytes[sequence.content] === OID

const isEcScalar = (key: Item | undefined): boolean => {
  const length = key === undefined ? 0 : key.end - key.content
  return key?.tag === OCTETS && length >= 20 && length <= 72
}

// 1.2.840.113549.1.5.* (PBES1, PBES2) and 1.2.840.113549.1.12.1.* (PKCS#12 encryption).
function isEncryption(algorithm: Item | undefined, bytes: Uint8Array): boolean {
  if (!beginsWithOid(algorithm, bytes) || algorithm === undefined) return false
  const oid = Buffer.from(bytes.subarray(algorithm.content + 2, algorithm.content + 12)).toString('hex')
  return oid.startsWith('2a864886f70d0105') || oid.startsWith('2a864886f70d010c01')
}
