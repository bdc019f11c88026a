import type { CertificateFacts, CrlFacts } from '../pki/facts.ts'
import type { ExpectedName } from '../pki/host-name.ts'
import { type PathProblem, type PathProblemCode, type PathProfile, validateFacts } from '../pki/path-facts.ts'

/** One question: does this certificate lead to one of these anchors, now, for this? */
export interface VerifyInput {
  readonly leaf: CertificateFacts
  readonly untrusted: readonly CertificateFacts[]
  readonly anchors: readonly CertificateFacts[]
  /** Null: revocation is not asked for. Given, even empty: every certificate below the anchor must be covered. */
  readonly crls: readonly CrlFacts[] | null
  readonly purpose: 'client' | 'server' | null
  readonly names: readonly ExpectedName[]
  readonly profile: PathProfile
  readonly at: Date
}

export interface Verification {
  readonly version: 1
  readonly ok: boolean
  /** SHA-256 of each certificate, leaf first, anchor last; empty without a path. */
  readonly path: readonly string[]
  readonly problems: readonly { readonly code: string; readonly message: string }[]
}

/** Whether there is a path (RFC 5280 §6), with it, or with what is wrong with the best one found. */
export function verifyPath({ crls, ...input }: VerifyInput): Verification {
  const result = validateFacts({ ...input, ...(crls === null ? {} : { crls }) })
  if (result.ok) return { version: 1, ok: true, path: result.path.map(({ sha256 }) => sha256), problems: [] }
  const problems = result.problems.map((problem) => ({ code: codeOf(problem, input.leaf), message: problem.message }))
  return { version: 1, ok: false, path: [], problems }
}

/** What a problem is called in findings, in the leaf and in an issuer. */
const CODES: Readonly<Record<PathProblemCode, readonly [inLeaf: string, inIssuer: string]>> = {
  incomplete: ['chain/incomplete', 'chain/incomplete'],
  budget: ['chain/incomplete', 'chain/incomplete'],
  anchor: ['chain/anchor', 'chain/anchor'],
  signature: ['chain/signature', 'chain/signature'],
  expired: ['cert/expired', 'chain/expired'],
  'not-yet-valid': ['cert/not-yet-valid', 'chain/expired'],
  'not-a-ca': ['chain/not-a-ca', 'chain/not-a-ca'],
  'path-length': ['chain/path-length', 'chain/path-length'],
  'name-constraints': ['chain/name-constraints', 'chain/name-constraints'],
  'critical-extension': ['chain/critical-extension', 'chain/critical-extension'],
  algorithm: ['cert/algorithm', 'chain/algorithm'],
  'weak-key': ['cert/weak-key', 'chain/algorithm'],
  malformed: ['cert/malformed', 'chain/malformed'],
  purpose: ['cert/purpose', 'cert/purpose'],
  host: ['cert/host', 'cert/host'],
  revoked: ['cert/revoked', 'cert/revoked'],
  crl: ['crl/missing', 'crl/missing'],
}

const codeOf = ({ code, certificate }: PathProblem, leaf: CertificateFacts): string => CODES[code][certificate === leaf.sha256 ? 0 : 1]
