import { createHash } from 'node:crypto'
import { parseCertificate } from '../pki/certificate.ts'
import type { CertificateFacts, PublicKeyFacts } from '../pki/facts.ts'
import { signedBy } from '../pki/verify.ts'
import type { Jwk } from './jwk-material.ts'
import { KeySetError } from './key-set-problem.ts'

const MAX_CERTIFICATES = 8

/**
 * Certificates that a JWK carries (RFC 7517 §4.7) are of its own key, each signed by the next, and the thumbprint beside
 * them is theirs; else throws `KeySetError`. Whether anyone trusts them is not asked: the registry trusts the key.
 */
export function checkCertificates(jwk: Jwk, key: PublicKeyFacts): void {
  const chain = jwk['x5c'] === undefined ? [] : chainOf(jwk['x5c'])
  const [leaf] = chain
  if (leaf !== undefined && leaf.publicKey.sha256 !== key.sha256)
    throw new KeySetError('unreadable', 'The first certificate of "x5c" has another key than the JWK.')
  const broken = chain.findIndex((facts, at) => at + 1 < chain.length && !isSignedBy(facts, chain[at + 1]))
  if (broken !== -1) throw new KeySetError('unreadable', `Certificate ${broken + 1} of "x5c" is not signed by the next one.`)
  const thumbprint = jwk['x5t#S256']
  if (thumbprint !== undefined && (leaf === undefined || thumbprint !== createHash('sha256').update(leaf.der).digest('base64url')))
    throw new KeySetError('unreadable', '"x5t#S256" is not the SHA-256 of the first certificate of "x5c".')
}

const isSignedBy = (facts: CertificateFacts, issuer: CertificateFacts | undefined): boolean => issuer !== undefined && signedBy(facts, issuer)

function chainOf(x5c: unknown): readonly CertificateFacts[] {
  if (!Array.isArray(x5c) || x5c.length === 0 || x5c.length > MAX_CERTIFICATES)
    throw new KeySetError('unreadable', `"x5c" is not a list of 1 to ${MAX_CERTIFICATES} certificates.`)
  return x5c.map((text: unknown, at) => {
    const der = Buffer.from(String(text), 'base64')
    const parsed = parseCertificate(der)
    if (der.toString('base64') !== text || !parsed.ok)
      throw new KeySetError('unreadable', `Certificate ${at + 1} of "x5c" cannot be read; expected DER in base64.`)
    return parsed.facts
  })
}
