import type { Environment } from '../../model/environment.ts'
import type { EnvironmentFile } from '../../model/generated/files.ts'
import type { Cidr } from '../../net/cidr.ts'
import { cidrContains, compareCidrs } from '../../net/cidr-algebra.ts'
import { type AddressEntry, dfspAddresses, hubAddresses, soundCidr } from './addresses.ts'

/** An address block that one party says is its own. */
export interface Claim extends AddressEntry {
  readonly cidr: Cidr
}

/** Sound blocks of the Hub and of every DFSP that has not left. */
export function claimsOf(environment: Environment, settings: EnvironmentFile): readonly Claim[] {
  const ofHub = hubAddresses(environment).filter(({ use }) => use === 'hub')
  const dfsps = environment.dfsps.filter(({ profile }) => profile?.value?.status !== 'left')
  const ofDfsps = dfsps.flatMap((dfsp) => (dfsp.endpoints === null ? [] : dfspAddresses(dfsp.endpoints, dfsp)))
  const claim = (entry: AddressEntry, cidr: Cidr | null): readonly Claim[] => (cidr === null ? [] : [{ ...entry, cidr }])
  return [
    ...ofHub.flatMap((entry) => claim(entry, entry.reading.ok ? entry.reading.cidr : null)),
    ...ofDfsps.flatMap((entry) => claim(entry, soundCidr(entry, settings))),
  ]
}

/**
 * Pairs of claims that cannot both stand, the wider block first: two DFSPs whose requests would come from one address,
 * or a DFSP and the Hub itself. Two DFSPs may be called back at one address: there the certificate decides.
 */
export function contested(claims: readonly Claim[]): readonly (readonly [Claim, Claim])[] {
  const pairs: [Claim, Claim][] = []
  let open: Claim[] = []
  for (const claim of [...claims].sort((a, b) => compareCidrs(a.cidr, b.cidr))) {
    open = open.filter((outer) => cidrContains(outer.cidr, claim.cidr))
    for (const outer of open) if (rivals(outer, claim)) pairs.push([outer, claim])
    open.push(claim)
  }
  return pairs
}

function rivals(a: Claim, b: Claim): boolean {
  if (a.dfsp === b.dfsp || agreed(a, b)) return false
  return a.use === 'hub' || b.use === 'hub' || (a.use === 'egress' && b.use === 'egress')
}

function agreed(a: Claim, b: Claim): boolean {
  return a.dfsp !== null && b.dfsp !== null && a.sharedWith.includes(b.dfsp) && b.sharedWith.includes(a.dfsp)
}
