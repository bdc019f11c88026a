import type { PublicKeyFacts } from '../pki/facts.ts'
import { verifyProofSignature } from '../pki/proof-signature.ts'
import { parsePublicKey } from '../pki/spki.ts'
import { confirmedKeys } from './confirmation.ts'
import type { Dfsp, Environment, KeyRecord } from './environment.ts'
import type { ProofFile } from './generated/files.ts'
import { revokedKeysOf } from './holdings.ts'
import { type KeyPurpose, proofMessage, provableKeys } from './proof.ts'

/** What is known of one DFSP's keys: plain data, from an environment or from a bundle. */
export interface KeyHistory {
  /** Id of the environment. */
  readonly environment: string
  readonly dfsp: string
  readonly proofs: readonly ProofFile[]
  /** Public keys that may have signed a proof, by SHA-256. */
  readonly keys: ReadonlyMap<string, PublicKeyFacts>
  /** Officers' keys, by SHA-256. */
  readonly officers: ReadonlySet<string>
  /** Keys read over another channel, `<purpose> <spki>`; officers as `officer <spki>`. */
  readonly confirmed: ReadonlySet<string>
  /** Keys that were known before, `<purpose> <spki>`: those of `issued/keys`, or what a peer has installed. */
  readonly known: ReadonlySet<string>
  /** A revoked key vouches for no key that is not known yet. */
  readonly revoked: ReadonlySet<string>
}

/** A key and its purpose. */
export interface TracedKey {
  readonly purpose: KeyPurpose
  readonly spki: string
}

/** What a chain of proofs ends at, the best first. */
const ROOTS = ['confirmed', 'officer', 'known'] as const
export type KeyRoot = (typeof ROOTS)[number]

/**
 * How a key is bound to its DFSP. `confirmed`: it, a key before it or the officer who signed was read over another channel;
 * `officer`: by an officer who was not; `known`: by a key that was known before. `path` are the keys gone through, newest first.
 */
export type KeyTrace =
  | { readonly ok: true; readonly root: KeyRoot; readonly path: readonly string[] }
  | { readonly ok: false; readonly at: string; readonly because: string; readonly path: readonly string[] }

/**
 * Follows a key back by its proofs, over officers and previous keys, to the best root that it reaches; the shortest way there.
 * Pure. Each key is gone through once, and each proof of it is read once, however they point at each other.
 */
export function trace(history: KeyHistory, { purpose, spki }: TracedKey): KeyTrace {
  const proofs = proofsOf(history, purpose)
  /** Each key reached, with the one that led to it. A Map is gone through in the order in which it is filled: breadth first. */
  const reached = new Map<string, string | null>([[spki, null]])
  const ends: End[] = []
  for (const key of reached.keys()) {
    const links = (proofs.get(key) ?? []).flatMap((proof) => linksOf(history, proof))
    for (const link of links) if (link.kind === 'key' && !reached.has(link.spki)) reached.set(link.spki, key)
    ends.push(...ownEnds(history, { purpose, spki: key }, links.length), ...links.flatMap((link) => (link.kind === 'end' ? [link.end] : [])))
    if (ends.some(({ root }) => root === 'confirmed')) break
  }
  const end = ROOTS.flatMap((root) => ends.find((one) => one.root === root) ?? [])[0] ?? ends[0] ?? { root: null, from: spki, at: spki, because: UNSIGNED }
  const way = wayTo(reached, end.from)
  if (end.root === null) return { ok: false, at: end.at, because: end.because, path: way }
  return { ok: true, root: end.root, path: end.at === end.from ? way : [...way, end.at] }
}

const UNSIGNED = 'no officer and no key before it has signed for it'

/** Where a way ends: at a root, or nowhere (`null`); `from` is the last key that was gone through, `at` that key or who signed for it. */
type End = { readonly from: string; readonly at: string } & ({ readonly root: KeyRoot } | { readonly root: null; readonly because: string })

/** Where a signature leads: to a key before, or to an end, good or bad. */
type Link = { readonly kind: 'key'; readonly spki: string } | { readonly kind: 'end'; readonly end: End }

function ownEnds({ confirmed, known }: KeyHistory, { purpose, spki }: TracedKey, links: number): readonly End[] {
  const place = `${purpose} ${spki}`
  if (confirmed.has(place)) return [{ root: 'confirmed', from: spki, at: spki }]
  if (known.has(place)) return [{ root: 'known', from: spki, at: spki }]
  return links === 0 ? [{ root: null, from: spki, at: spki, because: UNSIGNED }] : []
}

function wayTo(reached: ReadonlyMap<string, string | null>, key: string): readonly string[] {
  const way: string[] = []
  for (let at: string | null = key; at !== null; at = reached.get(at) ?? null) way.push(at)
  return way.reverse()
}

/** Proofs of that purpose, of this DFSP and environment, by key. */
function proofsOf({ proofs, environment, dfsp }: KeyHistory, purpose: KeyPurpose): ReadonlyMap<string, readonly ProofFile[]> {
  const byKey = new Map<string, ProofFile[]>()
  for (const proof of proofs) {
    if (proof.environment !== environment || proof.dfsp !== dfsp || proof.purpose !== purpose) continue
    const others = byKey.get(proof.spki)
    if (others === undefined) byKey.set(proof.spki, [proof])
    else others.push(proof)
  }
  return byKey
}

/** Where the signatures of one proof lead. One by a key that is neither officer nor previous leads nowhere. */
function linksOf(history: KeyHistory, proof: ProofFile): readonly Link[] {
  const from = proof.spki
  const isKnown = history.known.has(`${proof.purpose} ${from}`)
  return vouching(history, proof).map((spki): Link => {
    if (!isKnown && history.revoked.has(spki))
      return { kind: 'end', end: { root: null, from, at: spki, because: `the key ${spki}, which signed for it, is revoked` } }
    if (!history.officers.has(spki)) return { kind: 'key', spki }
    return { kind: 'end', end: { root: history.confirmed.has(`officer ${spki}`) ? 'confirmed' : 'officer', from, at: spki } }
  })
}

const vouchers = new WeakMap<KeyHistory, Map<ProofFile, readonly string[]>>()

/** Officers and the previous key whose signatures hold, each once; worked out once for each proof of a history. */
function vouching(history: KeyHistory, proof: ProofFile): readonly string[] {
  const known = vouchers.get(history) ?? new Map<ProofFile, readonly string[]>()
  vouchers.set(history, known)
  const signers = known.get(proof) ?? signersOf(history, proof)
  known.set(proof, signers)
  return signers
}

function signersOf({ keys, officers }: KeyHistory, proof: ProofFile): readonly string[] {
  const message = proofMessage(proof)
  const meant = proof.signatures.filter(({ spki }) => spki !== proof.spki && (officers.has(spki) || spki === proof.previous))
  const good = meant.filter((signature) => {
    const key = keys.get(signature.spki)
    return key !== undefined && verifyProofSignature(signature, key, message)
  })
  return [...new Set(good.map(({ spki }) => spki))]
}

export interface HistoryOptions {
  /** What a change is compared with: officers, confirmations and what is known come from there. */
  readonly base?: Environment | null
  /** Keys that are revoked besides what these two say. */
  readonly revoked?: ReadonlySet<string>
}

/** What an environment says of one DFSP's keys; with a base, only what base has vouches for a key. */
export function keyHistory(environment: Environment, dfsp: string, { base, revoked = new Set() }: HistoryOptions = {}): KeyHistory {
  const trusted = base ?? environment
  const [now, then] = [folderOf(environment, dfsp), folderOf(trusted, dfsp)]
  const proofs = (now?.proofs ?? []).flatMap(({ value }) => (value === null ? [] : [value]))
  const signers = new Set(proofs.flatMap(({ signatures }) => signatures.map(({ spki }) => spki)))
  const records = recordsOf(trusted).get(dfsp) ?? []
  const onBase = base == null || then === null ? [] : provableKeys(then).map(({ purpose, key }) => `${purpose} ${key.sha256}`)
  return {
    environment: trusted.settings?.value?.id ?? '',
    dfsp,
    proofs,
    keys: new Map([...recordedKeys(records, signers), ...keysIn(then), ...keysIn(now)]),
    officers: new Set(officersOf(then).map(({ sha256 }) => sha256)),
    confirmed: confirmedKeys(trusted, dfsp),
    known: new Set([...records.map(({ purpose, spki }) => `${purpose} ${spki}`), ...onBase]),
    revoked: union([revokedKeysOf(environment), ...(base == null ? [] : [revokedKeysOf(base)]), revoked]),
  }
}

/** One set; none of them is copied where only one holds anything. */
function union(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  const filled = sets.filter(({ size }) => size > 0)
  return filled.length === 1 ? (filled[0] ?? new Set()) : new Set(filled.flatMap((set) => [...set]))
}

const folders = new WeakMap<Environment, ReadonlyMap<string, Dfsp>>()

function folderOf(environment: Environment, id: string): Dfsp | null {
  const byId = folders.get(environment) ?? new Map(environment.dfsps.map((dfsp) => [dfsp.id, dfsp]))
  folders.set(environment, byId)
  return byId.get(id) ?? null
}

const officersOf = (dfsp: Dfsp | null): readonly PublicKeyFacts[] => (dfsp?.officers ?? []).flatMap(({ parsed }) => (parsed.ok ? [parsed.facts] : []))

function keysIn(dfsp: Dfsp | null): readonly (readonly [spki: string, key: PublicKeyFacts])[] {
  if (dfsp === null) return []
  return [...provableKeys(dfsp).map(({ key }) => key), ...officersOf(dfsp)].map((key) => [key.sha256, key] as const)
}

/** Keys that are in no file any more, from what was written down of them. */
function recordedKeys(records: readonly KeyRecord[], wanted: ReadonlySet<string>): readonly (readonly [spki: string, key: PublicKeyFacts])[] {
  return records.flatMap(({ spki, publicKey }) => {
    const parsed = publicKey === undefined || !wanted.has(spki) ? null : parsePublicKey(Buffer.from(publicKey, 'base64'))
    return parsed?.ok === true && parsed.facts.sha256 === spki ? [[spki, parsed.facts] as const] : []
  })
}

const recordIndex = new WeakMap<Environment, ReadonlyMap<string, readonly KeyRecord[]>>()

/** `issued/keys` by DFSP, sorted out once. */
function recordsOf(environment: Environment): ReadonlyMap<string, readonly KeyRecord[]> {
  const index = recordIndex.get(environment) ?? sortRecords(environment)
  recordIndex.set(environment, index)
  return index
}

function sortRecords({ issued }: Environment): ReadonlyMap<string, readonly KeyRecord[]> {
  const index = new Map<string, KeyRecord[]>()
  for (const { value } of issued.keys) {
    if (value === null || value.dfsp === null) continue
    const records = index.get(value.dfsp)
    if (records === undefined) index.set(value.dfsp, [value])
    else records.push(value)
  }
  return index
}
