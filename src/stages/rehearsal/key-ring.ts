import { sha256Hex } from '../../pki/digest.ts'
import type { PublicKeyFacts } from '../../pki/facts.ts'
import { exportPkcs8, generateKey, type KeyKind, type KeyPair } from '../../pki/keys.ts'

/** Throw-away keys, one in the place of each key of the environment. */
export interface KeyRing {
  /** The key in the place of this one: always the same; of the same kind where `signsTokens`, else of the quickest kind that will do. */
  insteadOf(original: PublicKeyFacts, use: { readonly signsTokens: boolean }): KeyPair
  /** A key for an issuer that the environment does not hold, by whatever names it. */
  absent(name: string): KeyPair
  /** Private keys, PKCS#8 PEM, by the SHA-256 of their SubjectPublicKeyInfo. */
  exported(): ReadonlyMap<string, string>
  /** SHA-256 of the original SubjectPublicKeyInfo: the SubjectPublicKeyInfo of the key in its place. */
  replaced(): ReadonlyMap<string, Uint8Array>
}

/** Kinds that the environment's own policy accepts. */
export interface KeyKinds {
  readonly ec: KeyKind
  readonly rsa: KeyKind
}

/** An empty ring; keys are made when they are asked for. */
export function openKeyRing(kinds: KeyKinds): KeyRing {
  const bySpki = new Map<string, KeyPair>()
  const byName = new Map<string, KeyPair>()
  return {
    insteadOf: (original, { signsTokens }) => {
      const kind = signsTokens && original.kind === 'rsa' ? kinds.rsa : kinds.ec
      return remembered(bySpki, original.sha256, kind)
    },
    absent: (name) => remembered(byName, name, kinds.ec),
    exported: () => new Map([...bySpki.values(), ...byName.values()].map((pair) => [sha256Hex(pair.publicKey), exportPkcs8(pair)])),
    replaced: () => new Map([...bySpki].map(([spki, pair]) => [spki, pair.publicKey])),
  }
}

function remembered(keys: Map<string, KeyPair>, name: string, kind: KeyKind): KeyPair {
  const pair = keys.get(name) ?? generateKey(kind)
  keys.set(name, pair)
  return pair
}
