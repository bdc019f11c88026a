import type { Dfsp, Document, Environment } from '../../model/environment.ts'
import type { Position } from '../../model/finding.ts'
import type { DfspEndpointsFile, EnvironmentFile, HubEndpointsFile } from '../../model/generated/files.ts'
import { type Cidr, type CidrReading, readAddress, readAddressOrCidr, readCidr } from '../../net/cidr.ts'
import { type SpecialRange, specialRange } from '../../net/special-range.ts'

/** An address that a party wrote into its endpoints.yaml, read once. */
export interface AddressEntry {
  /** Whose it is: requests come from `egress`, callbacks go to `callback`, `hub` is the Hub's own, `proxy` stands before it. */
  readonly use: 'egress' | 'callback' | 'hub' | 'proxy'
  readonly dfsp: string | null
  readonly path: string
  readonly text: string
  readonly position: Position | null
  readonly reading: CidrReading
  /** Ids of DFSPs that it is declared to be shared with. */
  readonly sharedWith: readonly string[]
}

/** Egress networks, then callback addresses of one DFSP. */
export function dfspAddresses(file: Document<DfspEndpointsFile>, dfsp: Dfsp): readonly AddressEntry[] {
  if (file.value === null) return []
  const place = { path: file.path, dfsp: dfsp.id }
  const egress = file.value.egress.map(({ cidr, sharedWith }, index) => ({
    ...place,
    use: 'egress' as const,
    text: cidr,
    position: file.positionOf(['egress', index, 'cidr']),
    reading: readCidr(cidr),
    sharedWith: sharedWith ?? [],
  }))
  return [...egress, ...entries(file, ['callbacks', 'addresses'], { texts: file.value.callbacks.addresses, read: readAddress, dfsp: dfsp.id, use: 'callback' })]
}

/** Every address in hub/endpoints.yaml. */
export function hubAddresses(environment: Environment): readonly AddressEntry[] {
  const file = environment.hub.endpoints
  if (file === null || file.value === null) return []
  const { ingress, egress, token }: HubEndpointsFile = file.value
  const hub = { dfsp: null, use: 'hub' } as const
  return [
    ...entries(file, ['ingress', 'addresses'], { ...hub, texts: ingress.addresses, read: readAddress }),
    ...entries(file, ['egress', 'addresses'], { ...hub, texts: egress.addresses, read: readAddressOrCidr }),
    ...entries(file, ['token', 'addresses'], { ...hub, texts: token.addresses, read: readAddress }),
    ...entries(file, ['ingress', 'proxyProtocol', 'from'], { dfsp: null, use: 'proxy', texts: ingress.proxyProtocol.from, read: readAddressOrCidr }),
  ]
}

/** Whether the block is wider than policy allows one entry to be. */
export function isTooWide(cidr: Cidr, { policy }: EnvironmentFile): boolean {
  return cidr.prefix < (cidr.family === 4 ? policy.addresses.minPrefixV4 : policy.addresses.minPrefixV6)
}

/** The special range for whose sake the block is refused, or null. Production accepts none, whatever policy says. */
export function refusedRange(cidr: Cidr, { policy, tier }: EnvironmentFile): SpecialRange | null {
  const range = specialRange(cidr)
  if (range === null || tier === 'production') return range
  return policy.addresses.allow.some((allowed) => allowed === range) ? null : range
}

/** The entry's block where it is neither malformed nor too wide nor reserved: what is left for the overlap rule. */
export function soundCidr(entry: AddressEntry, settings: EnvironmentFile): Cidr | null {
  if (!entry.reading.ok) return null
  const { cidr } = entry.reading
  return isTooWide(cidr, settings) || refusedRange(cidr, settings) !== null ? null : cidr
}

interface Listed extends Pick<AddressEntry, 'dfsp' | 'use'> {
  readonly texts: readonly string[]
  readonly read: (text: string) => CidrReading
}

function entries<T>(file: Document<T>, pointer: readonly (string | number)[], { texts, read, dfsp, use }: Listed): AddressEntry[] {
  return texts.map((text, index) => ({ use, dfsp, path: file.path, text, position: file.positionOf([...pointer, index]), reading: read(text), sharedWith: [] }))
}
