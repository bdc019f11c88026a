import type { Dfsp } from '../../model/environment.ts'
import type { DfspEndpointsFile, DfspFile } from '../../model/generated/files.ts'
import { type Cidr, parseCidr } from '../../net/cidr.ts'
import { cidrContains, subtractCidrs } from '../../net/cidr-algebra.ts'
import type { ClassOf } from './effect.ts'

/** Only addresses go, and nothing else changes: restrict; anything else, new addresses and callbacks among it: hub-review. */
export const endpointsModified: ClassOf = ({ before, after }) => {
  const [old, now] = [before?.endpoints?.value, after?.endpoints?.value]
  return old != null && now != null && onlyLess(old, now) ? 'restrict' : 'hub-review'
}

function onlyLess(old: DfspEndpointsFile, now: DfspEndpointsFile): boolean {
  const said = new Map(old.egress.map((entry) => [entry.cidr, sayings(entry)]))
  // What stands there as it stood, even if it is no network, is nothing new.
  const changed = now.egress.filter(({ cidr }) => !said.has(cidr))
  const blocks = changed.map(({ cidr }) => parseCidr(cidr))
  const isLess = blocks.every((cidr) => cidr !== null) && subtractCidrs(blocks, networksOf(old)).length === 0
  const isSaidBefore = now.egress.every((entry) => sayings(entry) === (said.get(entry.cidr) ?? BARE) || isPartOf(entry, old))
  const { base, resources, addresses } = now.callbacks
  const callbacks = base === old.callbacks.base && sorted(resources) === sorted(old.callbacks.resources)
  return isLess && isSaidBefore && callbacks && addresses.every((address) => old.callbacks.addresses.includes(address))
}

type Network = DfspEndpointsFile['egress'][number]

/** What is said of a network besides where it is. */
const sayings = ({ sharedWith, note }: Omit<Network, 'cidr'>): string => JSON.stringify([sharedWith ?? [], note ?? null])
const BARE = sayings({})

/** What is left of a network of which the same was said. */
function isPartOf(entry: Network, { egress }: DfspEndpointsFile): boolean {
  const own = parseCidr(entry.cidr)
  if (own === null || egress.some(({ cidr }) => cidr === entry.cidr)) return false
  return egress.some((other) => {
    const outer = parseCidr(other.cidr)
    return outer !== null && cidrContains(outer, own) && sayings(other) === sayings(entry)
  })
}

const networksOf = ({ egress }: DfspEndpointsFile): readonly Cidr[] => egress.flatMap(({ cidr }) => parseCidr(cidr) ?? [])

/** Nothing but the status changes, and that to suspended: restrict. Everything else in dfsp.yaml is the Hub's: hub-admin. */
export const profileModified: ClassOf = ({ before, after }) => {
  const [old, now] = [before?.profile?.value, after?.profile?.value]
  if (old == null || now == null || now.status !== 'suspended' || old.status === 'left') return 'hub-admin'
  return sorted(withoutStatus(old)) === sorted(withoutStatus(now)) ? 'restrict' : 'hub-admin'
}

function withoutStatus({ status: _, ...rest }: DfspFile): unknown {
  return rest
}

/** A schedule that leaves some key of the DFSP without an end: self-service; one that may end the last: hub-review. */
export const scheduleAdded: ClassOf = ({ after }) => (after !== null && hasUnendingKey(after) ? 'self-service' : 'hub-review')

function hasUnendingKey({ jws, jwsSchedules }: Dfsp): boolean {
  const ending = new Set(jwsSchedules.filter(({ value }) => value === null || value.retireAfter !== undefined).map(({ name }) => name))
  return jws.some(({ name, parsed }) => parsed.ok && !ending.has(name))
}

/** A CRL of the same issuer that lists all that the old one did: restrict; one that forgets something: hub-review. */
export const crlModified: ClassOf = ({ before, after, path }) => {
  const [old, now] = [before, after].map((dfsp) => dfsp?.crl.find((artefact) => artefact.path === path)?.parsed)
  if (!old?.ok || !now?.ok || Buffer.compare(old.facts.issuer.der, now.facts.issuer.der) !== 0) return 'hub-review'
  return [...old.facts.entries.keys()].every((serial) => now.facts.entries.has(serial)) ? 'restrict' : 'hub-review'
}

/** The value as text with its keys in order. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
