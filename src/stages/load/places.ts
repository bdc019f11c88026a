import type { Artefact, Document } from '../../model/environment.ts'
import { type LocationKind, locate } from '../../model/layout.ts'
import type { TreeEntry } from '../../model/tree.ts'
import type { Parsed } from '../../pki/facts.ts'
import { readArtefact } from './read-artefact.ts'
import { type Place, readDocument } from './read-document.ts'
import type { FileOf, SchemaName } from './schema-validators.ts'

/** Files to be read, by what they are, each list in order of paths. */
export type Places = ReadonlyMap<LocationKind, readonly Place[]>

export interface SortedPlaces {
  /** All but what lies under `dfsps/`. */
  readonly shared: Places
  /** What lies under `dfsps/<id>/`, by id. */
  readonly dfsps: ReadonlyMap<string, Places>
}

/** Sorts the entries that may be read by DFSP and by what the layout says they are. */
export function sortPlaces(entries: readonly TreeEntry[]): SortedPlaces {
  const shared = new Map<LocationKind, Place[]>()
  const dfsps = new Map<string, Map<LocationKind, Place[]>>()
  for (const { path, bytes } of entries) {
    if (bytes === null) continue
    const { kind, dfsp, name } = locate(path)
    const places = dfsp !== null && path.startsWith('dfsps/') ? entryOf(dfsps, dfsp, () => new Map<LocationKind, Place[]>()) : shared
    entryOf(places, kind, (): Place[] => []).push({ path, name, dfsp, bytes })
  }
  return { shared, dfsps }
}

function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

/** Every document of a kind. */
export function documentsOf<N extends SchemaName>(places: Places, kind: LocationKind, schema: N): readonly Document<FileOf[N]>[] {
  return (places.get(kind) ?? []).map((place) => readDocument(place, schema))
}

/** The document of a kind that has one path, or null. */
export function documentOf<N extends SchemaName>(places: Places, kind: LocationKind, schema: N): Document<FileOf[N]> | null {
  return documentsOf(places, kind, schema)[0] ?? null
}

/** Every artefact of a kind. */
export function artefactsOf<T>(places: Places, kind: LocationKind, parse: (bytes: Uint8Array) => Parsed<T>): readonly Artefact<T>[] {
  return (places.get(kind) ?? []).map((place) => readArtefact(place, parse))
}
