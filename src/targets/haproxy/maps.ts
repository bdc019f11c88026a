import { addressPlaces } from '../../model/address-place.ts'
import { callbackTargets } from '../../model/callback-targets.ts'
import type { Desired, DesiredDfsp } from '../../model/desired.ts'
import type { RenderedFile } from '../../model/rendered.ts'
import { mapText } from './quote.ts'

type Entries = readonly (readonly [string, string])[]

/** Everything that names a DFSP, as maps: looked up at constant cost, however many DFSPs there are. */
export function maps(desired: Desired): readonly RenderedFile[] {
  const tables: Readonly<Record<string, Entries>> = {
    pins: desired.hub.clientCrls.length === 0 ? [] : desired.dfsps.flatMap(pins),
    ...addresses(desired),
    sources: served(desired).map((dfsp) => [dfsp.fspId, dfsp.id]),
    clients: served(desired).flatMap((dfsp) => (dfsp.oauthClient === null ? [] : [[dfsp.oauthClient, dfsp.id] as const])),
    roleset: served(desired).flatMap((dfsp) => (dfsp.roles.length === 0 ? [] : [[dfsp.id, roleSet(dfsp)] as const])),
    operations: operations(desired),
    keys: desired.hub.token.keys.map(({ kid, alg, name }) => [`${kid}|${alg}`, name]),
    upstreams: desired.hub.upstream.resources.map(({ resource }) => [resource, `upstream_${resource}`]),
    destinations: served(desired).map((dfsp) => [dfsp.fspId, dfsp.id]),
    routes: served(desired).flatMap(routes),
  }
  return Object.entries(tables).map(([name, entries]) => ({ path: `maps/${name}.map`, text: mapText(entries) }))
}

/** The longest resource of any role, in segments: how many prefixes of a path must be looked up. */
export function deepestResource(desired: Desired): number {
  const depths = Object.values(desired.roles).flatMap((list) => list.map(({ resource }) => resource.split('/').length - 1))
  return Math.max(1, ...depths)
}

/** Fingerprints in upper case, as the `hex` converter writes them; `!<reason>:` before the id where the answer is no. */
function pins(dfsp: DesiredDfsp): Entries {
  return dfsp.pins.map((pin) => [pin.sha256.toUpperCase(), `${refusal(dfsp, pin.revoked)}${dfsp.id}`])
}

function refusal(dfsp: DesiredDfsp, revoked: boolean): string {
  if (revoked) return '!revoked:'
  return dfsp.served ? '' : '!status:'
}

/** Longest match gives the place; the second map says who is at home there, because two DFSPs may share a NAT. */
function addresses(desired: Desired): Readonly<Record<'ip' | 'places', Entries>> {
  const places = addressPlaces(served(desired))
  return {
    ip: places.map(({ cidr, dfsps }) => [cidr, dfsps.join('+')]),
    places: places.flatMap(({ dfsps }) => dfsps.map((id) => [`${dfsps.join('+')}|${id}`, '1'] as const)),
  }
}

function operations(desired: Desired): Entries {
  const sets = new Map(served(desired).map((dfsp) => [roleSet(dfsp), dfsp.roles]))
  return [...sets].flatMap(([set, roles]) =>
    roles.flatMap((role) =>
      (Object.hasOwn(desired.roles, role) ? (desired.roles[role] ?? []) : []).map(({ method, resource }) => [`${set}|${method}|${resource}`, '1'] as const),
    ),
  )
}

function roleSet(dfsp: DesiredDfsp): string {
  return [...new Set(dfsp.roles)].sort().join('+')
}

function routes(dfsp: DesiredDfsp): Entries {
  return callbackTargets(dfsp).map(({ resource, backend }) => [resource === '*' ? dfsp.id : `${dfsp.id}|${resource}`, backend])
}

function served(desired: Desired): readonly DesiredDfsp[] {
  return desired.dfsps.filter((dfsp) => dfsp.served)
}
