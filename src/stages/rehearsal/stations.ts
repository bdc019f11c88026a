import type { Address, Desired, DesiredDfsp } from '../../model/desired.ts'
import { type AddressBook, openAddressBook } from './address-book.ts'
import type { HostNames, Station } from './scene.ts'

/** An address and the station that it is configured at. */
export interface Place {
  readonly station: string
  readonly address: string
}

/** Who stands where on the wire. */
export interface Layout {
  readonly stations: readonly Station[]
  readonly names: HostNames
  /** Of each DFSP, by id: one for each of its egress blocks. */
  readonly sources: ReadonlyMap<string, readonly Place[]>
  /** Of each DFSP, by id: where its callback servers listen. */
  readonly callbacks: ReadonlyMap<string, readonly Place[]>
  /** Nobody's addresses, one for each family that the Hub is called at. */
  readonly strangers: readonly Place[]
  /** Where the token endpoint listens. */
  readonly token: readonly Place[]
  /** In front of the Hub, where it trusts proxies: where connections to it then come from. */
  readonly proxies: readonly Place[]
}

export const HUB = 'hub'
const ISSUER = 'issuer'
const PROXY = 'proxy'
const STRANGER = 'stranger'
const LOOPBACK = /^(127\.|::1$|0\.0\.0\.0$|::$)/

/** The station of a DFSP. */
export const stationOf = (dfsp: string): string => `dfsp-${dfsp}`

/** A namespace for the Hub, the token issuer, each DFSP and a stranger, with the registered addresses. */
export function layoutOf(desired: Desired): Layout {
  const { hub, dfsps } = desired
  const book = openAddressBook(registered(desired))
  for (const address of hub.ingress.addresses) book.take(single(address), HUB)
  for (const { cidr } of hub.egress) book.take(cidr, HUB)
  const proxies = hub.ingress.proxyFrom.map(({ cidr }) => placed(book, cidr, PROXY))
  const token = tokenPlaces(desired, book)
  const callbacks = new Map(dfsps.map((dfsp) => [dfsp.id, callbackPlaces(book, dfsp)]))
  const sources = new Map(dfsps.map((dfsp) => [dfsp.id, dfsp.egress.map(({ cidr }) => placed(book, cidr, stationOf(dfsp.id)))]))
  const strangers = [...new Set(hub.ingress.addresses.map(familyOf))].map((family) => ({ station: STRANGER, address: book.outside(family, STRANGER) }))
  const names = [HUB, ISSUER, ...(proxies.length === 0 ? [] : [PROXY]), ...dfsps.map(({ id }) => stationOf(id)), STRANGER]
  return {
    stations: names.map((name) => ({ name, addresses: book.addressesOf(name), inside: name === HUB ? insideOf(desired, book) : [] })),
    names: hostNames(desired, { callbacks, token }),
    sources,
    callbacks,
    strangers,
    token,
    proxies,
  }
}

export function familyOf(address: string): 4 | 6 {
  return address.includes(':') ? 6 : 4
}

function registered({ hub, dfsps }: Desired): readonly string[] {
  const blocks: readonly Address[] = [...hub.egress, ...hub.ingress.proxyFrom, ...dfsps.flatMap((dfsp) => [...dfsp.egress, ...dfsp.callbackAddresses])]
  return [...blocks.map(({ cidr }) => cidr), ...hub.ingress.addresses.map(single), ...hub.token.addresses.map(single)]
}

function single(address: string): string {
  return `${address}/${familyOf(address) === 4 ? 32 : 128}`
}

function placed(book: AddressBook, cidr: string, station: string): Place {
  const address = book.take(cidr, station)
  return { station: book.ownerOf(address) ?? station, address }
}

/** Its registered addresses; where they are the Hub's own or none, one inside the Hub, where nothing else is disturbed. */
function tokenPlaces({ hub }: Desired, book: AddressBook): readonly Place[] {
  const free = hub.token.addresses.filter((address) => book.ownerOf(address) === null)
  if (free.length === 0) return [{ station: HUB, address: '127.0.0.53' }]
  return free.map((address) => placed(book, single(address), ISSUER))
}

function callbackPlaces(book: AddressBook, dfsp: DesiredDfsp): readonly Place[] {
  if (dfsp.callbackAddresses.length > 0) return dfsp.callbackAddresses.map(({ cidr }) => placed(book, cidr, stationOf(dfsp.id)))
  return dfsp.callbacks.length === 0 ? [] : [{ station: stationOf(dfsp.id), address: book.outside(4, stationOf(dfsp.id)) }]
}

/** Addresses of services behind the gateway that are not on its loopback anyway. */
function insideOf({ hub }: Desired, book: AddressBook): readonly string[] {
  const hosts = [hub.upstream.base, ...hub.upstream.resources.map(({ endpoint }) => endpoint)].map(({ host }) => host)
  const addresses = [...hosts.filter(isAddress), hub.outbound.address]
  return [...new Set(addresses)].filter((address) => !LOOPBACK.test(address) && book.ownerOf(address) !== HUB)
}

export function isAddress(host: string): boolean {
  return /^[\d.]+$/.test(host) || host.includes(':')
}

function hostNames({ hub, dfsps }: Desired, places: { readonly callbacks: Layout['callbacks']; readonly token: readonly Place[] }): HostNames {
  const upstream = [hub.upstream.base, ...hub.upstream.resources.map(({ endpoint }) => endpoint)]
  const names = [
    ...hub.ingress.addresses.map((address) => [hub.ingress.host, address] as const),
    ...places.token.map(({ address }) => [new URL(hub.token.url).hostname, address] as const),
    ...upstream.map(({ host }) => [host, '127.0.0.1'] as const),
    ...dfsps.flatMap(({ id, callbacks }) =>
      callbacks.flatMap(({ endpoint }) => (places.callbacks.get(id) ?? []).map(({ address }) => [endpoint.host, address] as const)),
    ),
  ]
  return names.filter(([host]) => !isAddress(host))
}
