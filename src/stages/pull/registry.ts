import type { KnownPeer } from '../../model/bundle.ts'
import type { Environment } from '../../model/environment.ts'
import { pullRefusal } from '../../model/pull-refusal.ts'
import { REGISTRY } from '../bundle/registry-files.ts'
import { readJson } from '../load/read-json.ts'
import { load } from '../load.ts'

/** What a bundle says of everyone's keys. */
export interface Registry {
  /** The same files at the places that an environment has for them. */
  readonly environment: Environment
  /** The Hub is one of them, called `hub`. */
  readonly peers: readonly KnownPeer[]
}

const PEER = /^(?:dfsps\/)?([^/]+)\/peer[.]json$/
/** Places of the registry that have another in an environment. */
const PLACES: readonly (readonly [place: RegExp, path: string])[] = [
  [/^dfsps\/([^/]+)\/confirmation[.]yaml$/, 'confirmations/$1.yaml'],
  [/^dfsps\/[^/]+\/keys\/([^/]+)[.]json$/, 'issued/keys/$1.json'],
  [/^dfsps\/[^/]+\/revoked\/([^/]+)[.]yaml$/, 'revoked/spki-$1.yaml'],
]

/** Reads `registry/` of a bundle whose manifest was accepted. Refuses (`registry`) what cannot be read. */
export function readRegistry(files: ReadonlyMap<string, Uint8Array>): Registry {
  const own = [...files].flatMap(([path, bytes]) => (path.startsWith(`${REGISTRY}/`) ? [[path.slice(REGISTRY.length + 1), bytes] as const] : []))
  const environment = load({ commit: null, treeId: null, entries: own.filter(([path]) => !PEER.test(path)).map(entryOf) })
  requireReadable(environment)
  const peers = own.flatMap(([path, bytes]) => {
    const id = PEER.exec(path)?.[1]
    return id === undefined ? [] : [peerOf(environment, id, fspIdIn(path, bytes))]
  })
  return { environment, peers }
}

function entryOf([path, bytes]: readonly [string, Uint8Array]) {
  const place = PLACES.find(([pattern]) => pattern.test(path))
  const there = place === undefined ? path : path.replace(place[0], place[1])
  return { path: there, utf8: true, mode: '100644', size: bytes.length, bytes, layer: there.startsWith('issued/') ? ('issued' as const) : ('main' as const) }
}

function requireReadable({ treeFindings, dfsps, hub, confirmations }: Environment): void {
  const keys = [hub.ca, hub.jws, hub.deploy, ...dfsps.flatMap(({ jws, officers }) => [jws, officers])].flat().filter(({ parsed }) => !parsed.ok)
  const documents = [...dfsps.flatMap(({ proofs }) => proofs), ...confirmations].filter(({ value }) => value === null)
  const wrong = treeFindings[0]?.path ?? keys[0]?.path ?? documents[0]?.path
  if (wrong !== undefined) throw pullRefusal('registry', `"${wrong}" cannot be read`)
}

function fspIdIn(path: string, bytes: Uint8Array): string {
  const read = readJson(new TextDecoder().decode(bytes))
  const value = read.ok ? read.value : null
  const fspId = typeof value === 'object' && value !== null && 'fspId' in value ? value.fspId : null
  if (typeof fspId !== 'string' || !/^[A-Za-z0-9_-]{1,32}$/.test(fspId)) throw pullRefusal('registry', `"${path}" cannot be read`)
  return fspId
}

function peerOf({ dfsps, hub }: Environment, id: string, fspId: string): KnownPeer {
  if (id === 'hub') return { id, fspId, keys: sha256s(hub.jws), officers: [] }
  const dfsp = dfsps.find((one) => one.id === id)
  return { id, fspId, keys: sha256s(dfsp?.jws ?? []), officers: sha256s(dfsp?.officers ?? []) }
}

function sha256s(
  artefacts: readonly { readonly parsed: { readonly ok: true; readonly facts: { readonly sha256: string } } | { readonly ok: false } }[],
): readonly string[] {
  return artefacts.flatMap(({ parsed }) => (parsed.ok ? [parsed.facts.sha256] : [])).sort()
}
