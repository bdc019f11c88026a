/** What path validation over parsed certificates is asked, and what it answers. */
import type { CertificateFacts, CrlFacts } from './facts.ts'
import type { ExpectedName } from './host-name.ts'

export type PathProblemCode =
  | 'incomplete'
  | 'anchor'
  | 'signature'
  | 'expired'
  | 'not-yet-valid'
  | 'not-a-ca'
  | 'path-length'
  | 'name-constraints'
  | 'critical-extension'
  | 'algorithm'
  | 'weak-key'
  | 'malformed'
  | 'purpose'
  | 'host'
  | 'revoked'
  | 'crl'
  | 'budget'

export interface PathProblem {
  readonly code: PathProblemCode
  readonly message: string
  /** SHA-256 of the certificate that the problem lies in, or null where it lies in what is missing. */
  readonly certificate: string | null
}

/**
 * `strict` adds to RFC 5280 what the CA/B Baseline Requirements ask where it cannot hurt a good certificate: key identifiers of roots, no EKU in roots,
 * EKU not critical, subject alternative name critical only without subject, no common name that contradicts it. `deployed` forgives what openssl and keytool leave out
 * unless told otherwise and gateways do not ask for: key identifiers, and basic constraints of a CA being critical.
 */
export type PathProfile = 'strict' | 'rfc5280' | 'deployed'

export interface FactsRequest {
  readonly leaf: CertificateFacts
  readonly untrusted: readonly CertificateFacts[]
  /** Only these are trusted; their own validity, constraints and extensions count too. */
  readonly anchors: readonly CertificateFacts[]
  /** Absent: no revocation. Given, even empty: every certificate below the anchor must be covered by a current one. */
  readonly crls?: readonly CrlFacts[]
  /** null: the leaf's extended key usage is not asked for. */
  readonly purpose: 'client' | 'server' | null
  /** Every one must be covered by the leaf. */
  readonly names?: readonly ExpectedName[]
  readonly at: Date
  /** Most intermediates, self-issued ones not counted. */
  readonly maxDepth?: number
  /** `strict` by default. */
  readonly profile?: PathProfile
}

export type FactsResult =
  /** Leaf first, anchor last. */
  { readonly ok: true; readonly path: readonly CertificateFacts[] } | { readonly ok: false; readonly problems: readonly PathProblem[] }
