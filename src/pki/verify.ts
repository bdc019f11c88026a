/** Signatures, by node:crypto (which passes Wycheproof), behind our own allow-list. Never throws on untrusted input. */
import { createHash, verify } from 'node:crypto'
import { signatureAlgorithm } from './algorithms.ts'
import { boundedCache } from './bounded-cache.ts'
import type { CertificateFacts, CrlFacts, PublicKeyFacts } from './facts.ts'
import { importPublicKey } from './import-key.ts'

export interface SignatureCheck {
  /** OID of the signature algorithm. */
  readonly algorithm: string
  readonly publicKey: PublicKeyFacts
  readonly data: Uint8Array
  readonly signature: Uint8Array
  /** Also verify with algorithms that are not allowed (SHA-1, Ed25519, …): to tell a wrong signature from a refused algorithm. */
  readonly includingRefused?: boolean
}

const verdicts = boundedCache<boolean>(32_768)

/** The signature is right, and its algorithm is allowed and fits the key. */
export function verifySignature(check: SignatureCheck): boolean {
  const algorithm = signatureAlgorithm(check.algorithm)
  if (algorithm === undefined || (!algorithm.allowed && check.includingRefused !== true)) return false
  const { publicKey } = check
  if (algorithm.key !== publicKey.kind) return false
  return verdicts(verdictKey(check), () => {
    const key = importPublicKey(publicKey)
    return key !== null && safely(() => verify(algorithm.hash, check.data, key, check.signature))
  })
}

function verdictKey({ algorithm, publicKey, data, signature }: SignatureCheck): string {
  const hash = createHash('sha256').update(`${algorithm} ${publicKey.sha256} ${data.length} `).update(data).update(signature)
  return hash.digest('base64')
}

function safely(run: () => boolean): boolean {
  try {
    return run()
  } catch {
    return false
  }
}

const spkiOf = (issuer: CertificateFacts | PublicKeyFacts): PublicKeyFacts => ('publicKey' in issuer ? issuer.publicKey : issuer)

/** The certificate's signature verifies under the key of that issuer, by an allowed algorithm. Names are not compared. */
export function signedBy(certificate: CertificateFacts, issuer: CertificateFacts | PublicKeyFacts): boolean {
  return certificate.signatureAlgorithmsAgree && verifySignature(checkOf(certificate, issuer))
}

/** The same by any algorithm that can be verified at all: to find the issuer of what is then refused for its algorithm. */
export function signedByAnyAlgorithm(certificate: CertificateFacts, issuer: CertificateFacts): boolean {
  return verifySignature({ ...checkOf(certificate, issuer), includingRefused: true })
}

const checkOf = (certificate: CertificateFacts, issuer: CertificateFacts | PublicKeyFacts): SignatureCheck => ({
  algorithm: certificate.signatureAlgorithm,
  publicKey: spkiOf(issuer),
  data: certificate.tbs,
  signature: certificate.signature,
})

/** The CRL's signature verifies under the key of that issuer. Names are not compared. */
export function crlSignedBy(crl: CrlFacts, issuer: CertificateFacts | PublicKeyFacts): boolean {
  return verifySignature({ algorithm: crl.signatureAlgorithm, publicKey: spkiOf(issuer), data: crl.tbs, signature: crl.signature })
}
