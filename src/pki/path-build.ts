/** Candidate paths (RFC 4158): depth-first from the leaf, by name and signature, with backtracking and budgets. */
import { equalBytes } from './der.ts'
import type { CertificateFacts } from './facts.ts'
import { nameKey } from './name.ts'
import type { ComparisonBudget } from './name-constraints.ts'
import type { FactsRequest, PathProblem } from './path-request.ts'
import { signedByAnyAlgorithm } from './verify.ts'

/** Go takes 100 signature checks and 250,000 comparisons; rustls 100 and 250,000. */
const MAX_SIGNATURES = 256
const MAX_COMPARISONS = 250_000
const MAX_LENGTH = 32

/** One search: what it may use, what it has used, how far it came. */
export interface Search extends ComparisonBudget {
  readonly request: FactsRequest
  readonly anchors: ReadonlySet<string>
  readonly bySubject: ReadonlyMap<string, readonly CertificateFacts[]>
  /** False once too many signatures were verified. */
  spendSignature(): boolean
  /** Remembers how far a path came that went no further. */
  stuck(path: readonly CertificateFacts[], why: 'none' | 'signature' | 'budget'): void
  /** Why there is no path at all. */
  whyNone(): PathProblem
}

/** A search that has used nothing yet. */
export function newSearch(request: FactsRequest): Search {
  let signatures = 0
  let comparisons = 0
  let farthest: { readonly path: readonly CertificateFacts[]; readonly why: 'none' | 'signature' | 'budget' } | null = null
  return {
    request,
    anchors: new Set(request.anchors.map((anchor) => anchor.sha256)),
    bySubject: groupBySubject([...request.anchors, ...request.untrusted]),
    spendSignature: () => {
      signatures += 1
      return signatures <= MAX_SIGNATURES
    },
    spend: (count) => {
      comparisons += count
      return comparisons <= MAX_COMPARISONS
    },
    stuck: (path, why) => {
      if (farthest === null || path.length > farthest.path.length || (why !== 'none' && farthest.why === 'none')) farthest = { path, why }
    },
    whyNone: () => explain(farthest?.path.at(-1) ?? request.leaf, farthest?.why ?? 'none'),
  }
}

function groupBySubject(certificates: readonly CertificateFacts[]): Map<string, CertificateFacts[]> {
  const groups = new Map<string, CertificateFacts[]>()
  const seen = new Set<string>()
  for (const certificate of certificates) {
    if (seen.has(certificate.sha256)) continue
    seen.add(certificate.sha256)
    const key = nameKey(certificate.subject)
    groups.set(key, [...(groups.get(key) ?? []), certificate])
  }
  return groups
}

/** Every path from the leaf to an anchor whose names chain and whose signatures verify (whether their algorithms are allowed is judged later), the likely ones first. */
export function candidatePaths(search: Search): Generator<readonly CertificateFacts[]> {
  return extend(search, [search.request.leaf])
}

function* extend(search: Search, path: readonly CertificateFacts[]): Generator<readonly CertificateFacts[]> {
  const last = path.at(-1) as CertificateFacts
  const candidates = issuersOf(search, last)
  const found = candidates.filter((candidate) => !path.some((known) => sameEntity(known, candidate)))
  let verified = false
  for (const issuer of path.length < MAX_LENGTH ? found : []) {
    if (!search.spendSignature()) return search.stuck(path, 'budget')
    if (!signedByAnyAlgorithm(last, issuer)) continue
    verified = true
    const longer = [...path, issuer]
    if (search.anchors.has(issuer.sha256)) yield longer
    else yield* extend(search, longer)
  }
  if (!verified) search.stuck(path, found.length === 0 ? 'none' : 'signature')
}

/** Certificates with the issuer's name: anchors first, those with the right key identifier before others. */
function issuersOf(search: Search, certificate: CertificateFacts): readonly CertificateFacts[] {
  const named = search.bySubject.get(nameKey(certificate.issuer)) ?? []
  const rank = (issuer: CertificateFacts): number => keyRank(certificate, issuer) + (search.anchors.has(issuer.sha256) ? 0 : 1)
  return [...named].sort((a, b) => rank(a) - rank(b))
}

function keyRank(certificate: CertificateFacts, issuer: CertificateFacts): number {
  const wanted = certificate.decoded.authorityKeyIdentifier?.keyIdentifier
  const given = issuer.decoded.subjectKeyIdentifier
  if (wanted === null || wanted === undefined || given === null) return 2
  return equalBytes(wanted, given) ? 0 : 4
}

/** The same name with the same key: once in a path is enough. */
function sameEntity(a: CertificateFacts, b: CertificateFacts): boolean {
  return a.publicKey.sha256 === b.publicKey.sha256 && nameKey(a.subject) === nameKey(b.subject)
}

function explain(last: CertificateFacts, why: 'none' | 'signature' | 'budget'): PathProblem {
  const subject = `"${last.subject.text}"`
  const certificate = last.sha256
  if (why === 'budget') return { code: 'budget', certificate, message: `The search for a path was given up after ${MAX_SIGNATURES} signatures.` }
  if (why === 'signature')
    return { code: 'signature', certificate, message: `The signature of ${subject} verifies under no certificate named "${last.issuer.text}".` }
  if (last.selfIssued) return { code: 'anchor', certificate, message: `The path ends in ${subject}, which is not one of the trust anchors.` }
  return { code: 'incomplete', certificate, message: `No certificate of the issuer "${last.issuer.text}" of ${subject} is at hand.` }
}
