/** Path validation over DER (RFC 5280 §6), synchronous: CONTRACT §5. */
import { boundedCache } from './bounded-cache.ts'
import { parseCertificate } from './certificate.ts'
import { parseCrl } from './crl.ts'
import { sha256Hex } from './digest.ts'
import type { CertificateFacts, CrlFacts, Parsed } from './facts.ts'
import { validateFacts } from './path-facts.ts'
import type { PathProfile } from './path-request.ts'

export interface PathRequest {
  /** DER. */
  readonly leaf: Uint8Array
  /** DER. */
  readonly untrusted: readonly Uint8Array[]
  /** DER; only these are trusted; an expired one fails. */
  readonly anchors: readonly Uint8Array[]
  /** DER; absent: no revocation; given, even empty: every certificate below the anchor must be covered. */
  readonly crls?: readonly Uint8Array[]
  /** null: no EKU check of the leaf. */
  readonly purpose: 'client' | 'server' | null
  /** Every one must match. */
  readonly names?: readonly { readonly kind: 'dns' | 'ip' | 'email'; readonly value: string }[]
  readonly at: Date
  /** Intermediates, self-issued ones not counted. */
  readonly maxDepth?: number
  /** `strict` by default. */
  readonly profile?: PathProfile
}

export type PathResult =
  /** Leaf first, anchor last. */
  | { readonly ok: true; readonly path: readonly Uint8Array[] }
  | { readonly ok: false; readonly problems: readonly { readonly code: string; readonly message: string }[] }

/**
 * The leaf has a path to an anchor without any problem, or what is wrong with the best path found. Untrusted certificates, anchors and CRLs that cannot be read are left out:
 * they cannot make a path, and must not break one that does without them. Never throws on untrusted input.
 */
export function validatePath(request: PathRequest): PathResult {
  const leaf = parseCertificate(request.leaf)
  if (!leaf.ok) return { ok: false, problems: [{ code: 'unreadable', message: leaf.message }] }
  const { crls, ...rest } = request
  const result = validateFacts({
    ...rest,
    leaf: leaf.facts,
    untrusted: readable<CertificateFacts>(request.untrusted.map(parseIssuer)),
    anchors: readable<CertificateFacts>(request.anchors.map(parseIssuer)),
    ...(crls === undefined ? {} : { crls: readable<CrlFacts>(crls.map(parseCrl)) }),
  })
  return result.ok ? { ok: true, path: result.path.map(({ der }) => der.slice()) } : result
}

const issuers = boundedCache<Parsed<CertificateFacts>>(64)

/** Issuers are the same for many leaves; each is read once. Who gets a path gets copies, so nobody can change what is remembered. */
const parseIssuer = (der: Uint8Array): Parsed<CertificateFacts> => issuers(sha256Hex(der), () => parseCertificate(der))

const readable = <T>(parsed: readonly Parsed<T>[]): T[] => parsed.flatMap((one) => (one.ok ? [one.facts] : []))
