/** Signatures under proofs (DESIGN §7): what `openssl dgst -sign` makes of their lines, named as JWS names algorithms. */
import type { PublicKeyFacts } from './facts.ts'
import type { KeyPair } from './keys.ts'
import { ecdsaSignatureDer } from './signing-key.ts'
import { parsePublicKey } from './spki.ts'
import { verifySignature } from './verify.ts'

export type ProofAlgorithm = 'RS256' | 'ES256' | 'ES384'

const ALGORITHM_OID: Readonly<Record<ProofAlgorithm, string>> = {
  RS256: '1.2.840.113549.1.1.11',
  ES256: '1.2.840.10045.4.3.2',
  ES384: '1.2.840.10045.4.3.3',
}
const CURVE_ALGORITHM: Readonly<Record<string, ProofAlgorithm>> = { 'P-256': 'ES256', 'P-384': 'ES384' }
/** Octets of `r ‖ s`. */
const RAW_LENGTH: Readonly<Record<string, number>> = { ES256: 64, ES384: 96 }
const LEAST_RSA_BITS = 2048

/** The one algorithm that this key signs proofs with; null for a key that cannot. */
export function proofAlgorithm(key: PublicKeyFacts): ProofAlgorithm | null {
  if (key.kind === 'rsa') return key.bits >= LEAST_RSA_BITS ? 'RS256' : null
  return key.kind === 'ec' && key.pointProblem === null ? (CURVE_ALGORITHM[key.curve] ?? null) : null
}

export interface ProofSignature {
  /** SHA-256 of the signer's SubjectPublicKeyInfo, lower-case hex. */
  readonly spki: string
  readonly alg: ProofAlgorithm
  /** base64url. Of ECDSA the DER ECDSA-Sig-Value, which OpenSSL writes; `r ‖ s` (RFC 7518 §3.4) is taken too: whichever reading verifies, the key made it. */
  readonly value: string
}

/** The signature is this key's over exactly this message, by the one algorithm that fits the key. Never throws. */
export function verifyProofSignature({ spki, alg, value }: ProofSignature, key: PublicKeyFacts, message: Uint8Array): boolean {
  if (key.sha256 !== spki || proofAlgorithm(key) !== alg || !/^[A-Za-z0-9_-]+$/.test(value)) return false
  const bytes = Buffer.from(value, 'base64url')
  if (bytes.toString('base64url') !== value) return false
  const raw = bytes.length === RAW_LENGTH[alg] ? ecdsaSignatureDer(bytes) : null
  const readings = raw === null ? [new Uint8Array(bytes)] : [new Uint8Array(bytes), raw]
  return readings.some((signature) => verifySignature({ algorithm: ALGORITHM_OID[alg], publicKey: key, data: message, signature }))
}

/** The key's signature over the message; null for a key that makes no proofs. */
export function signProof(key: KeyPair, message: Uint8Array): ProofSignature | null {
  const parsed = parsePublicKey(key.publicKey)
  const alg = parsed.ok ? proofAlgorithm(parsed.facts) : null
  return parsed.ok && alg !== null ? { spki: parsed.facts.sha256, alg, value: Buffer.from(key.sign(message)).toString('base64url') } : null
}
