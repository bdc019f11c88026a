/**
 * One list holds fingerprints, ids and CIDRs, so it is text; an address is asked for as itself and as the network of
 * every prefix length, in the notation of RFC 4632 and RFC 5952. Once a connection, against a hashed list.
 */
export function denyAddressAcls(): readonly string[] {
  return ['src', ...prefixes(4), ...prefixes(6)].map((sample) => `  acl denied-address ${sample} -m str -f deny.lst`)
}

function prefixes(family: 4 | 6): readonly string[] {
  const mask = (prefix: number): string => (family === 4 ? `${prefix}` : `32,${prefix}`)
  const longest = family === 4 ? 32 : 128
  return Array.from({ length: longest + 1 }, (_, index) => index).map((prefix) => `src,ipmask(${mask(prefix)}),concat(/${prefix})`)
}

/** What an operator's list is before there is anything in it. */
export const DENY_LIST = [
  '# Yours: one line each; what stands here is refused before anything else. Muhuri never overwrites this file.',
  '#   SHA-256 of a client certificate (64 hexadecimal digits, no colons)',
  '#   a DFSP (its id or FspId)',
  '#   an address or a CIDR (canonical: 198.51.100.16/29, 2001:db8::/48)',
  '',
].join('\n')
