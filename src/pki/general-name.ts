/** GeneralName (RFC 5280 §4.2.1.6). */
import { contents, type Der, DerError, encoding } from './der.ts'
import { only, readIa5 } from './der-values.ts'
import type { GeneralName } from './facts.ts'
import { readName } from './name.ts'

const TEXT_KINDS: ReadonlyMap<number, 'email' | 'dns' | 'uri'> = new Map([
  [0x81, 'email'],
  [0x82, 'dns'],
  [0x86, 'uri'],
])

/** Reads one GeneralName; throws `DerError`. An IP address may have any length here: what lengths mean depends on the place. */
export function readGeneralName(node: Der): GeneralName {
  const text = TEXT_KINDS.get(node.tag)
  if (text !== undefined) return { kind: text, value: readIa5(contents(node)) }
  if (node.tag === 0x87) return { kind: 'ip', bytes: contents(node), value: ipText(contents(node)) }
  if (node.tag === 0xa4) return { kind: 'directory', name: readName(only(node, 'A directoryName')) }
  if ((node.tag & 0xc0) !== 0x80 || (node.tag & 0x1f) > 8) throw new DerError('A general name has a tag that no kind of name has.')
  return { kind: 'other', tag: node.tag & 0x1f, der: encoding(node) }
}

/** `192.0.2.1`, `2001:db8:0:0:0:0:0:1`, address/mask for 8 and 32 octets, else hex. For people and for exact comparison with itself only. */
export function ipText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.')
  if (bytes.length === 16) return groups(bytes)
  if (bytes.length === 8) return `${bytes.subarray(0, 4).join('.')}/${bytes.subarray(4).join('.')}`
  if (bytes.length === 32) return `${groups(bytes.subarray(0, 16))}/${groups(bytes.subarray(16))}`
  return `#${Buffer.from(bytes).toString('hex')}`
}

function groups(bytes: Uint8Array): string {
  return Array.from({ length: 8 }, (_, i) => (((bytes[2 * i] as number) << 8) | (bytes[2 * i + 1] as number)).toString(16)).join(':')
}
