import ipaddr from 'ipaddr.js'

declare const checked: unique symbol

/**
 * A block of addresses that was read by `parseCidr` or `parseAddress`: canonical text, host bits zero, never an
 * IPv4-mapped IPv6 block. `first` and `last` are the addresses as integers, both inclusive.
 */
export interface Cidr {
  readonly [checked]: true
  /** RFC 4632 or RFC 5952 text with its prefix length: `198.51.100.16/29`, `2001:db8::/48`. */
  readonly text: string
  readonly family: 4 | 6
  readonly prefix: number
  readonly first: bigint
  readonly last: bigint
}

export type CidrReading = { readonly ok: true; readonly cidr: Cidr } | { readonly ok: false; readonly problem: string }

const BITS = { 4: 32, 6: 128 } as const
const PREFIX = /^(0|[1-9]\d{0,2})$/
const FOUR_PART = /^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}$/
const FOUR_PARTS = 'an IPv4 address is four decimal numbers from 0 to 255 without leading zeros'
const COLON_HEX = /^[0-9a-fA-F:.]{2,45}$/
const MAPPED_FIRST = 0xffffn << 32n
const MAPPED_LAST = MAPPED_FIRST + 0xffffffffn

/**
 * Reads `<address>/<prefix length>`. Refused, with the reason in words: another notation than the canonical one
 * (leading zeros, upper case, uncompressed zeros), host bits that are set, a missing prefix length, a zone, and
 * IPv4-mapped IPv6 (RFC 4291 §2.5.5.2), because firewalls disagree about what it matches.
 */
export function readCidr(text: string): CidrReading {
  const slash = text.indexOf('/')
  const addressText = slash === -1 ? text : text.slice(0, slash)
  const address = readAddressNumber(addressText)
  if (!address.ok) return address
  const bits = BITS[address.family]
  if (slash === -1) return no(`it has no prefix length; a single address is written ${addressText}/${bits}`)
  const prefixText = text.slice(slash + 1)
  if (!PREFIX.test(prefixText) || Number(prefixText) > bits) return no(`the prefix length is a decimal number from 0 to ${bits}`)
  const prefix = Number(prefixText)
  const last = address.value | ((1n << BigInt(bits - prefix)) - 1n)
  const cidr = { text, family: address.family, prefix, first: address.value, last } as Cidr
  if ((address.value >> BigInt(bits - prefix)) << BigInt(bits - prefix) === address.value) return { ok: true, cidr }
  return no(`the address has bits set beyond its prefix; the network is ${block(address.family, address.value, prefix).text}`)
}

/** Reads one address without a prefix length, under the same rules; the block has the full prefix length. */
export function readAddress(text: string): CidrReading {
  const address = readAddressNumber(text)
  if (!address.ok) return address
  const prefix = BITS[address.family]
  return { ok: true, cidr: { text: `${text}/${prefix}`, family: address.family, prefix, first: address.value, last: address.value } as Cidr }
}

/** The block that the text names, or null where `readCidr` refuses it. */
export function parseCidr(text: string): Cidr | null {
  const reading = readCidr(text)
  return reading.ok ? reading.cidr : null
}

/** The one-address block that the text names, or null where `readAddress` refuses it. */
export function parseAddress(text: string): Cidr | null {
  const reading = readAddress(text)
  return reading.ok ? reading.cidr : null
}

/** Reads a block where there is a prefix length, else a single address. */
export function readAddressOrCidr(text: string): CidrReading {
  return text.includes('/') ? readCidr(text) : readAddress(text)
}

/** The block of this family and prefix length in which the address lies. */
export function block(family: 4 | 6, address: bigint, prefix: number): Cidr {
  const hostBits = BigInt(BITS[family] - prefix)
  const first = (address >> hostBits) << hostBits
  const last = first + (1n << hostBits) - 1n
  return { text: `${addressText(family, first)}/${prefix}`, family, prefix, first, last } as Cidr
}

/** Canonical text of an address: dotted decimal, or RFC 5952. */
export function addressText(family: 4 | 6, address: bigint): string {
  const bytes: number[] = []
  for (let shift = BITS[family] - 8; shift >= 0; shift -= 8) bytes.push(Number((address >> BigInt(shift)) & 0xffn))
  if (family === 4) return bytes.join('.')
  return new ipaddr.IPv6(bytes).toRFC5952String()
}

type AddressReading = { readonly ok: true; readonly family: 4 | 6; readonly value: bigint } | { readonly ok: false; readonly problem: string }

function readAddressNumber(text: string): AddressReading {
  if (FOUR_PART.test(text)) return readFourParts(text)
  if (!text.includes(':')) return no(FOUR_PARTS)
  if (!COLON_HEX.test(text) || !ipaddr.IPv6.isValid(text)) return no('it is not an IPv6 address')
  const address = ipaddr.IPv6.parse(text)
  const value = BigInt(`0x${address.parts.map((part) => part.toString(16).padStart(4, '0')).join('')}`)
  if (value >= MAPPED_FIRST && value <= MAPPED_LAST) return no('IPv4-mapped IPv6 is not accepted; write the IPv4 address')
  const canonical = address.toRFC5952String()
  if (canonical !== text) return no(`the canonical text of this address (RFC 5952) is ${canonical}`)
  return { ok: true, family: 6, value }
}

function readFourParts(text: string): AddressReading {
  const parts = text.split('.').map(Number)
  if (parts.some((part) => part > 255)) return no(FOUR_PARTS)
  return { ok: true, family: 4, value: BigInt(parts.reduce((value, part) => value * 256 + part, 0)) }
}

function no(problem: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem }
}
