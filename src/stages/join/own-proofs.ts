import type { Dfsp, Environment } from '../../model/environment.ts'
import type { ProofFile } from '../../model/generated/files.ts'
import { type KeyHistory, keyHistory, trace } from '../../model/key-history.ts'
import { type ProofFacts, type ProvableKey, proofLines, proofMessage, proofPath, provableKeys } from '../../model/proof.ts'
import { sha256Hex } from '../../pki/digest.ts'
import { type KeyPair, readPrivateKey } from '../../pki/keys.ts'
import { signProof } from '../../pki/proof-signature.ts'
import { type ChangeSet, joinChanges, NO_CHANGES } from '../change-set.ts'
import { load } from '../load.ts'
import { overlay } from '../overlay.ts'
import type { JoinInput } from './join-input.ts'

/**
 * The changes, and with them a proof for each key of the DFSP's that has none: signed by the key itself and by the key of
 * that purpose before it or an officer's, as far as those are at hand; what is missing is said, with the command that makes it.
 */
export function proven(input: JoinInput, changes: ChangeSet): ChangeSet {
  const after = dfspAlone(input, changes)
  const dfsp = after.dfsps.find(({ id }) => id === input.dfsp.id)
  if (dfsp === undefined) return changes
  const made = changes.keys.flatMap(({ text }) => readKey(text))
  const bench: Bench = {
    dfsp,
    before: provableKeys(input.dfsp),
    history: keyHistory(after, dfsp.id, { base: input.environment }),
    hands: new Map([...(input.ownKeys ?? []), ...made].map((pair) => [sha256Hex(pair.publicKey), pair])),
  }
  const written = new Set(changes.files.map(({ path }) => path))
  const due = provableKeys(dfsp).filter(({ purpose, key }) => !dfsp.proofs.some(({ value }) => value?.purpose === purpose && value.spki === key.sha256))
  return joinChanges([changes, ...due.map((key) => proofOf(bench, key, written.has(key.path)))])
}

/** What proofs are made with. */
interface Bench {
  readonly dfsp: Dfsp
  readonly before: readonly ProvableKey[]
  readonly history: KeyHistory
  /** Private keys at hand, by the SHA-256 of their SubjectPublicKeyInfo. */
  readonly hands: ReadonlyMap<string, KeyPair>
}

/** The DFSP as it will stand, without the others: their keys prove nothing of its own. */
function dfspAlone({ environment, dfsp }: JoinInput, changes: ChangeSet): Environment {
  const folder = `dfsps/${dfsp.id}/`
  const entries = environment.tree.entries.filter(({ path }) => path === 'environment.yaml' || path.startsWith(folder))
  return load(overlay({ ...environment.tree, entries }, changes.files))
}

function readKey(pem: string): readonly KeyPair[] {
  try {
    return [readPrivateKey(pem)]
  } catch {
    return []
  }
}

function proofOf(bench: Bench, key: ProvableKey, isNew: boolean): ChangeSet {
  const { dfsp, history, hands } = bench
  const { purpose, name } = key
  const spki = key.key.sha256
  const previous = previousOf(bench, key)
  const facts: ProofFacts = { environment: history.environment, dfsp: dfsp.id, purpose, spki, previous }
  const signers = [spki, ...(previous === null ? [] : [previous]), ...history.officers]
  const signatures = [...new Set(signers)].flatMap((one) => {
    const hand = hands.get(one)
    return hand === undefined ? [] : (signProof(hand, proofMessage(facts)) ?? [])
  })
  const isPossessed = key.possessed || signatures.some((signature) => signature.spki === spki)
  if (!isPossessed || signatures.length === 0) return { ...NO_CHANGES, notes: isNew && !isPossessed ? [howToProve(facts, key)] : [] }
  const proof: ProofFile = { version: 1, ...facts, signatures }
  const files = [{ path: proofPath(dfsp.id, purpose, name), text: `${JSON.stringify(proof, null, 2)}\n` }]
  return { ...NO_CHANGES, files, notes: isNew && !isBound(bench, proof) ? [howToBind(facts, key)] : [] }
}

/** The newest key of that purpose that base has and that can sign here. */
function previousOf({ before, history, hands }: Bench, { purpose, key }: ProvableKey): string | null {
  const candidates = before.filter((one) => one.purpose === purpose && one.key.sha256 !== key.sha256).map((one) => one.key.sha256)
  return candidates.findLast((spki) => hands.has(spki) && !history.revoked.has(spki)) ?? null
}

/** Somebody known vouches for the key, or nobody could: it is the first of its purpose. */
function isBound({ history }: Bench, proof: ProofFile): boolean {
  const { purpose, spki } = proof
  const isFirst = ![...history.known].some((place) => place.startsWith(`${purpose} `))
  return (isFirst && history.officers.size === 0) || trace({ ...history, proofs: [...history.proofs, proof] }, { purpose, spki }).ok
}

const howToProve = (facts: ProofFacts, { path }: ProvableKey): string =>
  `the key of ${path} is not at hand, so nothing proves it yet (docs/proofs.md): ${command(facts)}`

const howToBind = (facts: ProofFacts, { path }: ProvableKey): string =>
  `no key known before has signed for ${path}: let an officer sign, and add it to "signatures" (docs/proofs.md): ${command(facts)}`

const command = (facts: ProofFacts): string =>
  `printf '${proofLines(facts).replaceAll('\n', '\\n')}' | openssl dgst -sha256 -sign <its key> | basenc --base64url --wrap=0`
