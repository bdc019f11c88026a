import type { Bundle, KnownPeer } from '../../model/bundle.ts'
import { pullRefusal } from '../../model/pull-refusal.ts'
import type { Manifest } from '../../model/rendered.ts'
import { sha256Hex } from '../../pki/digest.ts'
import { parsePublicKeyPem } from '../../pki/spki.ts'
import { acceptEntries } from './accept-entries.ts'
import { acceptFiles } from './accept-files.ts'
import { type AcceptedManifest, acceptManifest, type Expected } from './accept-manifest.ts'
import { acceptDeliveredKeys } from './delivered-keys.ts'
import { filesAt } from './files-at.ts'
import { acceptPeerKeys } from './peer-keys.ts'
import { readRegistry } from './registry.ts'

export interface BundleQuestion extends Expected {
  /** SHA-256 of keys that the operator has heard from their owners. */
  readonly accepted: ReadonlySet<string>
}

/** A bundle that may be installed, and how. */
export interface AcceptedBundle {
  readonly manifest: AcceptedManifest
  /** What stands in the folder at the instant, by path. */
  readonly placed: ReadonlyMap<string, Uint8Array>
  readonly assurance: 'basic' | 'strict'
  readonly peers: readonly KnownPeer[]
  readonly notes: readonly string[]
}

/** Everything that must be true of a bundle before a byte of it is installed (DESIGN §6); refuses with one of `PULL_REASONS`. Pure. */
export function acceptBundle(bundle: Bundle, question: BundleQuestion): AcceptedBundle {
  const files = acceptEntries(bundle)
  const manifest = acceptManifest(files, question)
  acceptFiles(files, manifest.value)
  const registry = readRegistry(files)
  acceptDeliveredKeys(files, manifest.value, registry)
  const { last, accepted } = question
  const assurance = last?.assurance === 'strict' ? 'strict' : (manifest.value.assurance ?? 'basic')
  const peers =
    registry === null
      ? { known: last?.peers ?? [], left: new Set<string>(), notes: [] }
      : acceptPeerKeys({
          environment: manifest.value.environment,
          recipient: manifest.value.for,
          registry,
          known: last?.peers ?? [],
          strict: assurance === 'strict',
          accepted,
        })
  const placed = placedAt(files, manifest.value, { at: question.at, left: peers.left })
  return { manifest, placed, assurance, peers: peers.known, notes: peers.notes }
}

/** What stands there at a later instant, from what is installed alone; refuses (`changed-file`) where that is not what was brought. */
export function laterFiles(installed: ReadonlyMap<string, Uint8Array>, manifest: Manifest, at: Date): ReadonlyMap<string, Uint8Array> {
  const hashes = new Map(manifest.files.map(({ path, sha256 }) => [path, sha256]))
  const wanted = [...filesAt(manifest, at)].filter(([, source]) => installed.has(source))
  for (const [place, source] of wanted) {
    const bytes = installed.get(source) ?? new Uint8Array()
    if (place !== source && sha256Hex(bytes) !== hashes.get(source)) throw pullRefusal('changed-file', `"${source}", as it is installed`)
  }
  return withManifest(new Map(wanted.map(([place, source]) => [place, installed.get(source) ?? new Uint8Array()])), installed)
}

function placedAt(
  files: ReadonlyMap<string, Uint8Array>,
  manifest: Manifest,
  { at, left }: { readonly at: Date; readonly left: ReadonlySet<string> },
): ReadonlyMap<string, Uint8Array> {
  const placed = [...filesAt(manifest, at)].map(([place, source]) => [place, files.get(source) ?? new Uint8Array()] as const)
  return withManifest(new Map(placed.filter(([place, bytes]) => place.startsWith('registry/') || !isOneOf(left, place, bytes))), files)
}

function isOneOf(left: ReadonlySet<string>, place: string, bytes: Uint8Array): boolean {
  if (left.size === 0 || !place.endsWith('.pem')) return false
  const parsed = parsePublicKeyPem(bytes)
  return parsed.ok && left.has(parsed.facts.sha256)
}

function withManifest(placed: ReadonlyMap<string, Uint8Array>, files: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> {
  const own = ['manifest.json', 'manifest.sig'].flatMap((path) => {
    const bytes = files.get(path)
    return bytes === undefined ? [] : [[path, bytes] as const]
  })
  return new Map([...placed, ...own])
}
