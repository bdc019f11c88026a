import type { Bundle, KnownPeer } from '../../model/bundle.ts'
import { pullRefusal } from '../../model/pull-refusal.ts'
import type { Manifest } from '../../model/rendered.ts'
import { sha256Hex } from '../../pki/digest.ts'
import { acceptEntries } from './accept-entries.ts'
import { acceptFiles } from './accept-files.ts'
import { type AcceptedManifest, acceptManifest, type Expected } from './accept-manifest.ts'
import { acceptDeliveredKeys, withoutKeys } from './delivered-keys.ts'
import { filesAt } from './files-at.ts'
import { acceptHubRoot } from './hub-root.ts'
import { acceptPeerKeys } from './peer-keys.ts'
import { readRegistry } from './registry.ts'

export interface BundleQuestion extends Expected {
  /** SHA-256 of keys that the operator has heard from their owners. */
  readonly accepted: ReadonlySet<string>
  /** SHA-256 of the Hub's root as the recipient was told it, of the certificate or of its key; null where it was not. */
  readonly hubRoot: string | null
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
  const { last, accepted, hubRoot } = question
  if (hubRoot !== null) acceptHubRoot(files, manifest.value, { registry, hubRoot, accepted })
  const assurance = last?.assurance === 'strict' ? 'strict' : (manifest.value.assurance ?? 'basic')
  const { environment, for: recipient } = manifest.value
  const peers = acceptPeerKeys({ environment, recipient, registry, known: last?.peers ?? [], strict: assurance === 'strict', accepted })
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
  const placed = [...filesAt(manifest, at)].flatMap(([place, source]) => {
    const bytes = withoutKeys(place, files.get(source) ?? new Uint8Array(), left)
    return bytes === null ? [] : [[place, bytes] as const]
  })
  return withManifest(new Map(placed), files)
}

function withManifest(placed: ReadonlyMap<string, Uint8Array>, files: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> {
  const own = ['manifest.json', 'manifest.sig'].flatMap((path) => {
    const bytes = files.get(path)
    return bytes === undefined ? [] : [[path, bytes] as const]
  })
  return new Map([...placed, ...own])
}
