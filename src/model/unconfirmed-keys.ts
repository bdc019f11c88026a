import type { Dfsp, Environment } from './environment.ts'
import { keyHistory, trace } from './key-history.ts'
import { type ProvableKey, provableKeys } from './proof.ts'

/** A key that must be confirmed over another channel and is not. */
export interface UnconfirmedKey {
  readonly kind: 'anchor' | 'officer' | 'jws'
  /** As in confirmations: `ca/root`. */
  readonly place: string
  readonly path: string
}

/** The place of a key as confirmations name it. */
export const placeOf = ({ path }: { readonly path: string }): string => path.replace(/^dfsps\/[^/]+\//, '').replace(/\.[a-z]+$/, '')

/** What no confirmation vouches for: anchors and JWS keys that lead to no confirmed key, and officers. */
export function unconfirmedKeys(environment: Environment, dfsp: Dfsp): readonly UnconfirmedKey[] {
  const history = keyHistory(environment, dfsp.id)
  const isConfirmed = ({ purpose, key }: ProvableKey): boolean => {
    const traced = trace(history, { purpose, spki: key.sha256 })
    return traced.ok && traced.root === 'confirmed'
  }
  const missing = provableKeys(dfsp).filter((key) => !isConfirmed(key))
  const officers = dfsp.officers.filter(({ parsed }) => parsed.ok && !history.confirmed.has(`officer ${parsed.facts.sha256}`))
  return [
    ...missing.filter(({ purpose }) => purpose === 'ca').map((key) => unconfirmed('anchor', key)),
    ...officers.map((officer) => unconfirmed('officer', officer)),
    ...missing.filter(({ purpose }) => purpose === 'jws').map((key) => unconfirmed('jws', key)),
  ]
}

const unconfirmed = (kind: UnconfirmedKey['kind'], { path }: { readonly path: string }): UnconfirmedKey => ({ kind, place: placeOf({ path }), path })

/** Places whose file holds another key than the one that was read, in the confirmation that counts. */
export function misreadPlaces(environment: Environment, dfsp: Dfsp): readonly string[] {
  const file = environment.confirmations.find(({ name }) => name === dfsp.id)?.value
  const officers = dfsp.officers.flatMap(({ path, parsed }) => (parsed.ok ? [{ path, sha256: parsed.facts.sha256 }] : []))
  const held = new Map([...provableKeys(dfsp).map(({ path, key }) => ({ path, sha256: key.sha256 })), ...officers].map((one) => [placeOf(one), one.sha256]))
  return Object.entries(file?.fingerprints ?? {}).flatMap(([place, sha256]) => ((held.get(place) ?? sha256) === sha256 ? [] : [place]))
}
