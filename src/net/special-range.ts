import { type Cidr, parseCidr } from './cidr.ts'
import { cidrContains, cidrOverlaps } from './cidr-algebra.ts'

/**
 * Address space that is no party's public address, from the IANA special-purpose registries (RFC 6890, RFC 8190).
 * Order decides where ranges lie in each other: the narrower name first.
 */
const SPECIAL_RANGES = {
  unspecified: ['0.0.0.0/8', '::/128'],
  loopback: ['127.0.0.0/8', '::1/128'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
  cgnat: ['100.64.0.0/10'],
  'link-local': ['169.254.0.0/16', 'fe80::/10'],
  documentation: ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32', '3fff::/20'],
  benchmarking: ['198.18.0.0/15', '2001:2::/48'],
  '6to4': ['192.88.99.0/24', '2002::/16'],
  teredo: ['2001::/32'],
  nat64: ['64:ff9b::/96', '64:ff9b:1::/48'],
  discard: ['100::/64'],
  orchid: ['2001:10::/28', '2001:20::/28'],
  'site-local': ['fec0::/10'],
  multicast: ['224.0.0.0/4', 'ff00::/8'],
  reserved: ['192.0.0.0/24', '192.31.196.0/24', '192.52.193.0/24', '192.175.48.0/24', '240.0.0.0/4', '2001::/23', '2620:4f:8000::/48', '5f00::/16'],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type SpecialRange = keyof typeof SPECIAL_RANGES

const BLOCKS: readonly { readonly name: SpecialRange; readonly cidr: Cidr }[] = Object.entries(SPECIAL_RANGES).flatMap(([name, texts]) =>
  texts.map((text) => ({ name: name as SpecialRange, cidr: mustParse(text) })),
)

/** RFC 4291 §2.4: the only part of IPv6 from which global unicast addresses are given out. */
const GLOBAL_UNICAST_6 = mustParse('2000::/3')

/** The special range that the block shares an address with, or null for public unicast space. */
export function specialRange(cidr: Cidr): SpecialRange | null {
  const found = BLOCKS.find((special) => cidrOverlaps(special.cidr, cidr))
  if (found !== undefined) return found.name
  return cidr.family === 6 && !cidrContains(GLOBAL_UNICAST_6, cidr) ? 'reserved' : null
}

function mustParse(text: string): Cidr {
  const cidr = parseCidr(text)
  if (cidr === null) throw new Error(`special range "${text}" is not canonical`)
  return cidr
}
