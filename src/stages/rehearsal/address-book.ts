import { addressText, type Cidr, parseAddress, parseCidr } from '../../net/cidr.ts'
import { cidrContains } from '../../net/cidr-algebra.ts'

/** Addresses that are taken on the wire: each belongs to one station only. */
export interface AddressBook {
  /** An address of this block that nobody has yet, for this station; where all are taken, the first, which stays its owner's. */
  take(cidr: string, station: string): string
  /** A documentation address (RFC 5737, RFC 3849) outside all of these blocks that nobody has yet, for this station. */
  outside(family: 4 | 6, station: string): string
  ownerOf(address: string): string | null
  /** In the order in which they were taken. */
  addressesOf(station: string): readonly string[]
}

const DOCUMENTATION: Readonly<Record<4 | 6, readonly string[]>> = {
  4: ['203.0.113.0/24', '198.51.100.0/24', '192.0.2.0/24'],
  6: ['2001:db8:ffff::/48', '2001:db8::/32'],
}
const TRIES = 4096

/** An empty book; `registered` are the blocks that mean somebody, so that a stranger has none of them. */
export function openAddressBook(registered: readonly string[]): AddressBook {
  const owners = new Map<string, string>()
  const known = registered.flatMap((text) => parseCidr(text) ?? [])
  const own = (address: string, station: string): string => {
    owners.set(address, station)
    return address
  }
  return {
    take: (text, station) => {
      const cidr = parseCidr(text)
      if (cidr === null) return own(text, station)
      const free = candidates(cidr).find((address) => !owners.has(address) || owners.get(address) === station)
      return free === undefined ? addressText(cidr.family, cidr.first) : own(free, station)
    },
    outside: (family, station) => {
      const all = DOCUMENTATION[family].flatMap((text) => candidates(parseCidr(text)))
      const strange = all.find((address) => !owners.has(address) && !known.some((cidr) => contains(cidr, address)))
      return own(strange ?? '', station)
    },
    ownerOf: (address) => owners.get(address) ?? null,
    addressesOf: (station) => [...owners].flatMap(([address, owner]) => (owner === station ? [address] : [])),
  }
}

function contains(cidr: Cidr, address: string): boolean {
  const single = parseAddress(address)
  return single !== null && cidrContains(cidr, single)
}

/** Addresses of a block; of one that has more than two, not its first. */
function candidates(cidr: Cidr | null): string[] {
  if (cidr === null) return []
  const start = cidr.last - cidr.first > 1n ? cidr.first + 1n : cidr.first
  const count = Math.min(TRIES, Number(cidr.last - start) + 1)
  return Array.from({ length: count }, (_, index) => addressText(cidr.family, start + BigInt(index)))
}
