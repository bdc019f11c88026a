import type { Environment } from '../../model/environment.ts'
import type { RecoverReport, Survivor } from '../../model/recovery.ts'
import { documentsOf, sortPlaces } from '../load/places.ts'
import { REASONS, revokedText } from '../revoke.ts'
import type { Finds } from './finds.ts'
import type { FoundList } from './lists.ts'

export interface FoundRevocations {
  readonly taken: readonly Survivor[]
  readonly said: RecoverReport['revocations']
}

/**
 * Every revocation that survived, as a file or on a list of the Hub's, and that the environment has not. A file is signed by
 * nobody, but it only takes authority away; whether a list has it too is said.
 */
export function foundRevocations(environment: Environment, finds: Finds, lists: readonly FoundList[]): FoundRevocations {
  const standing = new Set(environment.revoked.map(({ name }) => name))
  const listed = new Set(lists.flatMap(({ crl }) => [...crl.entries.keys()]))
  const files = fromFiles(finds).filter(({ name }) => !standing.has(name))
  const known = new Set([...standing, ...files.map(({ name }) => name)])
  const onLists = fromLists(environment, lists).filter(({ name }) => !known.has(name))
  const all = [...files, ...onLists].sort((a, b) => (a.name < b.name ? -1 : 1))
  return { taken: all.map(({ survivor }) => survivor), said: all.map(({ name, survivor }) => ({ name, source: survivor.source, listed: listed.has(name) })) }
}

interface Found {
  readonly name: string
  readonly survivor: Survivor
}

/** Of several for one serial or key the one that bars the most. */
function fromFiles(finds: Finds): readonly Found[] {
  const entries = finds.survivors.map(({ path, bytes }) => ({ path, bytes, utf8: true, mode: '100644', size: bytes.length, layer: 'main' as const }))
  const best = new Map<string, { readonly found: Found; readonly compromised: boolean }>()
  for (const { name, path, sha256, value } of documentsOf(sortPlaces(entries).shared, 'revoked', 'revoked')) {
    const survivor = value === null ? null : finds.find(path, sha256)
    if (survivor === null) continue
    const compromised = value?.reason === 'keyCompromise'
    const known = best.get(name)
    if (known === undefined || (compromised && !known.compromised)) best.set(name, { found: { name, survivor }, compromised })
  }
  return [...best.values()].map(({ found }) => found)
}

function fromLists(environment: Environment, lists: readonly FoundList[]): readonly Found[] {
  const by = environment.settings?.value?.hub ?? 'hub'
  const found = new Map<string, Found>()
  for (const { crl, source } of lists) {
    for (const [serial, { revokedAt, reason }] of crl.entries) {
      const known = REASONS.find((name) => name === reason) ?? 'unspecified'
      const bytes = new TextEncoder().encode(revokedText({ reason: known, at: revokedAt, by }))
      if (!found.has(serial)) found.set(serial, { name: serial, survivor: { path: `revoked/${serial}.yaml`, bytes, source } })
    }
  }
  return [...found.values()]
}
