import { materialOf } from '../../jws/jwk-material.ts'
import { KeySetError } from '../../jws/key-set-problem.ts'
import { pullRefusal } from '../../model/pull-refusal.ts'
import type { Manifest } from '../../model/rendered.ts'
import { parsePublicKeyPem } from '../../pki/spki.ts'
import { readJson } from '../load/read-json.ts'
import type { Registry } from './registry.ts'

const REGISTRY_OR_TOKEN = /^(registry|haproxy\/oauth|nginx\/oauth)\//
/** `<FspId>.json`, and everyone's in one, as target `jwks` names them. */
const KEY_SET = /^jwks\/(?:(jwks)|(?:fsp-(?=jwks[.]json$))?([^/]+))[.]json$/i

/** A key under a participant's name; null where what holds it cannot be read. */
type NamedKey = { readonly fspId: string; readonly spki: string } | null

/**
 * Every public key that the bundle hands to a gateway or an SDK under a participant's name is one that the registry has for
 * it: what was followed back is what is installed. Refuses (`registry`).
 */
export function acceptDeliveredKeys(files: ReadonlyMap<string, Uint8Array>, manifest: Manifest, registry: Registry): void {
  for (const { path, as = path } of manifest.files) {
    for (const named of namedKeys(as, files.get(path) ?? new Uint8Array())) {
      if (named === null) throw pullRefusal('registry', `"${path}" cannot be read as a set of keys`)
      const keys = registry.peers.find(({ fspId }) => fspId === named.fspId)?.keys ?? []
      if (!keys.includes(named.spki)) throw pullRefusal('registry', `"${path}" holds ${named.spki}, which is no key of "${named.fspId}" in the registry`)
    }
  }
}

/** The file without these keys, unchanged where it has none of them; null where nothing is left. */
export function withoutKeys(place: string, bytes: Uint8Array, left: ReadonlySet<string>): Uint8Array | null {
  const named = left.size === 0 ? [] : namedKeys(place, bytes)
  const isLeft = (key: NamedKey | undefined): boolean => key != null && left.has(key.spki)
  if (!named.some(isLeft)) return bytes
  const set = setIn(place, bytes)
  if (set === null || named.every(isLeft)) return null
  return new TextEncoder().encode(`${JSON.stringify({ ...set, keys: set.keys.filter((_, index) => !isLeft(named[index])) }, null, 2)}\n`)
}

function namedKeys(place: string, bytes: Uint8Array): readonly NamedKey[] {
  if (REGISTRY_OR_TOKEN.test(place)) return []
  if (KEY_SET.test(place)) return setIn(place, bytes)?.keys.map((key) => namedIn(place, key)) ?? [null]
  const parsed = place.endsWith('.pem') ? parsePublicKeyPem(bytes) : null
  return parsed?.ok === true ? [{ fspId: place.slice(place.lastIndexOf('/') + 1, -'.pem'.length), spki: parsed.facts.sha256 }] : []
}

/** RFC 7517 §5. */
function setIn(place: string, bytes: Uint8Array): { readonly keys: readonly unknown[] } | null {
  const read = KEY_SET.test(place) ? readJson(new TextDecoder().decode(bytes)) : null
  const value = read?.ok === true ? read.value : null
  return isObject(value) && Array.isArray(value['keys']) ? { ...value, keys: value['keys'] } : null
}

function namedIn(place: string, jwk: unknown): NamedKey {
  const fspId = isObject(jwk) ? (KEY_SET.exec(place)?.[2] ?? jwk['fspId']) : null
  if (!isObject(jwk) || typeof fspId !== 'string') return null
  try {
    return { fspId, spki: materialOf(jwk).sha256 }
  } catch (error) {
    if (error instanceof KeySetError) return null
    throw error
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value)
