import ipaddr from 'ipaddr.js'

/** The octets of an IP address in its usual text, or null: four decimal parts without leading zeros, or IPv6 without zone. */
export function addressOctets(text: string): Uint8Array | null {
  // Most texts are host names, and the library answers those by throwing to itself.
  if (!text.includes(':') && !/^[0-9.]+$/.test(text)) return null
  const isAddress = ipaddr.IPv4.isValidFourPartDecimal(text) || (text.includes(':') && !text.includes('%') && ipaddr.IPv6.isValid(text))
  return isAddress ? Uint8Array.from(ipaddr.parse(text).toByteArray()) : null
}

/** The usual text of 4 or 16 octets: IPv6 shortened as RFC 5952 asks; null for other lengths. */
export function addressText(octets: Uint8Array): string | null {
  return octets.length === 4 || octets.length === 16 ? ipaddr.fromByteArray([...octets]).toString() : null
}
