/** Public keys of CAs, by what signs with them. */
import type { SignatureName } from './algorithms.ts'
import { positiveInteger, sequence } from './der-write.ts'
import type { PublicKeyFacts } from './facts.ts'
import { parsePublicKey } from './spki.ts'

/** What a CA key signs with: the hash is the one that fits the key's strength. */
export type SigningAlgorithm = Exclude<SignatureName, 'ecdsa-with-SHA512'>

export interface SigningKey {
  readonly algorithm: SigningAlgorithm
  readonly facts: PublicKeyFacts
}

const CURVE_ALGORITHM: Readonly<Record<string, SigningAlgorithm>> = { 'P-256': 'ecdsa-with-SHA256', 'P-384': 'ecdsa-with-SHA384' }
const LEAST_RSA_BITS = 2048

/** The key in that SubjectPublicKeyInfo (DER) with the algorithm that it signs certificates with, or why a CA cannot have it. */
export function signingKey(spki: Uint8Array): SigningKey | string {
  const parsed = parsePublicKey(spki)
  if (!parsed.ok) return parsed.message
  const { facts } = parsed
  if (facts.kind === 'rsa')
    return facts.bits >= LEAST_RSA_BITS
      ? { algorithm: 'sha256WithRSAEncryption', facts }
      : `RSA key has ${facts.bits} bits; expected at least ${LEAST_RSA_BITS}.`
  const algorithm = facts.kind === 'ec' && facts.pointProblem === null ? CURVE_ALGORITHM[facts.curve] : undefined
  return algorithm === undefined ? 'The key is neither RSA nor on P-256 or P-384.' : { algorithm, facts }
}

/** DER ECDSA-Sig-Value of `r ‖ s` as tokens and WebCrypto give it (IEEE P1363; RFC 3279 §2.2.3); null where the length is odd or nothing. */
export function ecdsaSignatureDer(raw: Uint8Array): Uint8Array | null {
  if (raw.length === 0 || raw.length % 2 !== 0) return null
  const half = raw.length / 2
  return sequence(positiveInteger(raw.subarray(0, half)), positiveInteger(raw.subarray(half)))
}
