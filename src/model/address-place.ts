import { type Cidr, parseCidr } from '../net/cidr.ts'
import { cidrContains, compareCidrs, mergeCidrs } from '../net/cidr-algebra.ts'
import type { Address, DesiredDfsp } from './desired.ts'

/** A registered block, and everyone who may come from it. */
export interface AddressPlace {
  readonly cidr: string
  /** Ids, sorted: more than one only where DFSPs share a NAT or one block lies in another's. */
  readonly dfsps: readonly string[]
}

interface Owned {
  readonly cidr: Cidr
  readonly id: string
}

/**
 * The egress blocks of these DFSPs, each merged within one DFSP only. The longest block that matches an address names
 * all who are at home there.
 */
export function addressPlaces(dfsps: readonly DesiredDfsp[]): readonly AddressPlace[] {
  const owned = dfsps.flatMap(({ id, egress }) => blocks(egress).map((cidr): Owned => ({ cidr, id }))).sort((a, b) => compareCidrs(a.cidr, b.cidr))
  const places = new Map<string, AddressPlace>()
  let open: readonly Owned[] = []
  for (const { cidr, id } of owned) {
    open = [...open.filter((outer) => cidrContains(outer.cidr, cidr)), { cidr, id }]
    places.set(cidr.text, { cidr: cidr.text, dfsps: [...new Set(open.map((outer) => outer.id))].sort() })
  }
  return [...places.values()]
}

/** The blocks of one DFSP's list, merged and sorted. */
export function blocks(addresses: readonly Address[]): readonly Cidr[] {
  return mergeCidrs(addresses.flatMap(({ cidr }) => parseCidr(cidr) ?? []))
}
