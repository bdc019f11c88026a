import type { Desired, DesiredDfsp, Operation } from '../../model/desired.ts'
import { parseAddress, parseCidr } from '../../net/cidr.ts'
import { cidrContains } from '../../net/cidr-algebra.ts'
import type { Cast } from './cases.ts'
import type { Prepared } from './prepared.ts'
import { identityOf } from './props.ts'
import { type Draft, identifierFor, type Token } from './request.ts'
import type { Identity } from './scene.ts'
import { familyOf, type Layout, type Place } from './stations.ts'

/** Tokens of one DFSP: one in force, and one that has expired. */
export interface Tokens {
  readonly right: Token
  readonly expired: Token
}

/** Everyone on the wire, with the means that each has. */
export interface Company {
  readonly desired: Desired
  readonly layout: Layout
  readonly prepared: Prepared
  /** By DFSP; absent where it has no OAuth client or the environment no key to sign with. */
  readonly tokens: ReadonlyMap<string, Tokens>
}

/** The means of one DFSP, and of those who might take its place. */
export function castOf(company: Company, dfsp: DesiredDfsp): Cast {
  const { desired, prepared, layout, tokens } = company
  const [right] = rightDrafts(company, dfsp)
  const other = otherThan(desired, dfsp)
  return {
    right,
    expired: tokens.get(dfsp.id)?.expired ?? null,
    other: other && {
      identity: clientIdentity(prepared, other),
      token: tokens.get(other.id)?.right ?? null,
      fspId: other.fspId,
    },
    abroad: placeAbroad(company, dfsp),
    unpinned: prepared.props.unpinned[dfsp.id] ?? null,
    stranger: layout.strangers.find(({ address }) => familyOf(address) === familyOf(right.to)) ?? null,
    forbidden: forbiddenTo(desired, dfsp),
  }
}

/** The newest client certificate of a DFSP that is in force, with its key. */
export function clientIdentity({ keys }: Prepared, dfsp: DesiredDfsp): Identity | null {
  const pin = dfsp.pins.find(({ revoked }) => !revoked) ?? dfsp.pins[0]
  return pin === undefined ? null : identityOf(pin.pem, new Map(Object.entries(keys)))
}

/** What this DFSP may ask of the Hub with all that it takes: one for each of its places from which the Hub can be reached, at least one. */
export function rightDrafts({ desired, layout, prepared, tokens }: Company, dfsp: DesiredDfsp): readonly [Draft, ...Draft[]] {
  const operation = allowedTo(desired, dfsp)[0] ?? { method: 'GET', resource: '/participants' }
  const means = {
    identity: clientIdentity(prepared, dfsp),
    token: tokens.get(dfsp.id)?.right ?? null,
    method: operation.method,
    target: targetOf(operation, dfsp.id),
    headers: fspiopHeaders(desired, dfsp, operation),
  }
  const [first, ...rest] = waysIn(desired, layout.sources.get(dfsp.id) ?? [])
  return [{ ...means, ...first }, ...rest.map((way) => ({ ...means, ...way }))]
}

interface Way {
  readonly from: Place
  readonly to: string
}

/** Each place of the DFSP with an address of the Hub of its family; where there is no such pair, one that cannot work. */
function waysIn({ hub }: Desired, places: readonly Place[]): readonly [Way, ...Way[]] {
  const pairs = places.flatMap((from) =>
    hub.ingress.addresses
      .filter((to) => familyOf(to) === familyOf(from.address))
      .slice(0, 1)
      .map((to) => ({ from, to })),
  )
  const [first = { from: places[0] ?? { station: 'stranger', address: '' }, to: hub.ingress.addresses[0] ?? '' }, ...rest] = pairs
  return [first, ...rest]
}

function targetOf({ method, resource }: Operation, words: string): string {
  return method === 'POST' ? resource : `${resource}/${identifierFor(`${words} ${method} ${resource}`)}`
}

function fspiopHeaders({ hub, asOf }: Desired, dfsp: DesiredDfsp, { resource }: Operation): Draft['headers'] {
  const type = `application/vnd.interoperability.${resource.split('/')[1] ?? ''}+json;version=1.0`
  return [
    ['Date', new Date(asOf).toUTCString()],
    ['Content-Type', type],
    ['Accept', type],
    ['FSPIOP-Source', dfsp.fspId],
    ['FSPIOP-Destination', hub.id],
    ['FSPIOP-Signature', '{"signature":"cmVoZWFyc2Fs","protectedHeader":"eyJhbGciOiJSUzI1NiJ9"}'],
  ]
}

function otherThan({ dfsps }: Desired, dfsp: DesiredDfsp): DesiredDfsp | null {
  const others = dfsps.filter(({ id }) => id !== dfsp.id)
  return others.find(({ served }) => served) ?? others[0] ?? null
}

/** A place of another DFSP that is served, in none of this one's blocks: two may share a NAT. */
function placeAbroad({ desired, layout }: Company, dfsp: DesiredDfsp): Place | null {
  const own = dfsp.egress.flatMap(({ cidr }) => parseCidr(cidr) ?? [])
  const isHome = ({ address }: Place): boolean => {
    const single = parseAddress(address)
    return single !== null && own.some((cidr) => cidrContains(cidr, single))
  }
  const others = desired.dfsps.filter(({ id, served }) => id !== dfsp.id && served)
  return others.flatMap(({ id }) => layout.sources.get(id) ?? []).find((place) => !isHome(place)) ?? null
}

function allowedTo({ roles }: Desired, dfsp: DesiredDfsp): readonly Operation[] {
  return dfsp.roles.flatMap((role) => (Object.hasOwn(roles, role) ? (roles[role] ?? []) : []))
}

/** Some other role's operation that none of its own roles covers; else a method that nobody has. */
function forbiddenTo(desired: Desired, dfsp: DesiredDfsp): Operation | null {
  const own = allowedTo(desired, dfsp)
  const covers = (operation: Operation): boolean =>
    own.some(({ method, resource }) => method === operation.method && `${operation.resource}/`.startsWith(`${resource}/`))
  const all = Object.values(desired.roles).flat()
  return all.find((operation) => !covers(operation)) ?? { method: 'DELETE', resource: '/rehearsal' }
}
