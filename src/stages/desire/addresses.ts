import type { Address } from '../../model/desired.ts'
import { type Cidr, parseAddress, parseCidr } from '../../net/cidr.ts'
import { compareCidrs } from '../../net/cidr-algebra.ts'

/** CIDRs and single addresses as sorted blocks, each once; what is neither is left out (a finding says so). */
export function cidrList(list: readonly string[]): readonly Address[] {
  const cidrs = list.flatMap((text) => parseCidr(text) ?? parseAddress(text) ?? [])
  return [...new Map(cidrs.sort(compareCidrs).map((cidr) => [cidr.text, asAddress(cidr)])).values()]
}

/** Single addresses in canonical text, sorted, each once. */
export function addressList(list: readonly string[]): readonly string[] {
  return cidrList(list.filter((text) => parseAddress(text) !== null)).map(({ cidr }) => cidr.slice(0, cidr.indexOf('/')))
}

function asAddress({ text, family }: Cidr): Address {
  return { cidr: text, family }
}
