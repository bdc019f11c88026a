import { signatureAlgorithm, signatureAlgorithmName } from '../pki/algorithms.ts'
import type { PublicKeyFacts } from '../pki/facts.ts'

const EXPECTED = 'expected RSA PKCS#1 v1.5 or ECDSA with SHA-256, SHA-384 or SHA-512.'

/** Why a key of this kind is not accepted at all, or null. */
export function keyKindProblem(key: PublicKeyFacts): string | null {
  return key.kind === 'other' ? `The key has the algorithm "${signatureAlgorithmName(key.oid)}"; expected RSA or EC.` : null
}

/** Why a signature by this algorithm is not accepted, or null. */
export function signatureProblem(oid: string): string | null {
  return signatureAlgorithm(oid)?.allowed === true ? null : `The signature is made with "${signatureAlgorithmName(oid)}"; ${EXPECTED}`
}

/** The signature algorithm is one that is allowed, so that a wrong signature is really wrong. */
export const isAllowedSignature = (oid: string): boolean => signatureAlgorithm(oid)?.allowed === true
