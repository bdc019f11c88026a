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

/** Follows a key back by its proofs, over officers and previous keys, to the best root that it reaches. Pure. */
export function trace(history: KeyHistory, key: TracedKey): KeyTrace {
  return follow(history, key, [])
}

function follow(history: KeyHistory, key: TracedKey, before: readonly string[]): KeyTrace {
  const path = [...before, key.spki]
  const place = `${key.purpose} ${key.spki}`
  if (history.confirmed.has(place)) return { ok: true, root: 'confirmed', path }
  const own: readonly KeyTrace[] = history.known.has(place) ? [{ ok: true, root: 'known', path }] : []
  const found = [...history.proofs.filter((proof) => isOf(history, proof, key)).flatMap((proof) => links(history, proof, path)), ...own]
  const best = ROOTS.flatMap((root) => found.find((one) => one.ok && one.root === root) ?? [])[0]
  return best ?? found[0] ?? { ok: false, at: key.spki, because: 'no officer and no key before it has signed for it', path }
}

function isOf(history: KeyHistory, proof: ProofFile, { purpose, spki }: TracedKey): boolean {
  return proof.environment === history.environment && proof.dfsp === history.dfsp && proof.purpose === purpose && proof.spki === spki
}

/** Where the signatures of one proof lead. One by a key that is neither officer nor previous leads nowhere. */
function links(history: KeyHistory, proof: ProofFile, path: readonly string[]): readonly KeyTrace[] {
  const message = proofMessage(proof)
  const vouching = proof.signatures.filter((signature) => {
    const key = history.keys.get(signature.spki)
    return signature.spki !== proof.spki && key !== undefined && verifyProofSignature(signature, key, message)
  })
  const isKnown = history.known.has(`${proof.purpose} ${proof.spki}`)
  return vouching.flatMap(({ spki }): readonly KeyTrace[] => {
    if (!history.officers.has(spki) && spki !== proof.previous) return []
    if (!isKnown && history.revoked.has(spki)) return [{ ok: false, at: spki, because: `the key ${spki}, which signed for it, is revoked`, path }]
    return path.includes(spki) ? [] : [beyond(history, { purpose: proof.purpose, spki }, path)]
  })
}

function beyond(history: KeyHistory, signer: TracedKey, path: readonly string[]): KeyTrace {
  if (!history.officers.has(signer.spki)) return follow(history, signer, path)
  return { ok: true, root: history.confirmed.has(`officer ${signer.spki}`) ? 'confirmed' : 'officer', path: [...path, signer.spki] }
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
