import type { Approval } from './merged-commit.ts'

/** What one run of `sign` may sign, and nothing else: officers and the reviewers of the environment agree to its digest. */
export interface SigningManifest {
  readonly version: 1
  /** Id of the environment. */
  readonly environment: string
  /** Commit of main, 40 hex. */
  readonly source: string
  /** Every commit of main after this one up to `source` was judged again. */
  readonly reviewedSince: string
  /** Of a request that is signed before its merge; null for what was merged. */
  readonly head: { readonly pullRequest: number; readonly commit: string } | null
  /** `sha256:` of environment.yaml. */
  readonly policy: string
  readonly toolkit: string
  /** By path. */
  readonly certificates: readonly IntendedCertificate[]
  /** By name of the CA: a list may be made with exactly these serials. */
  readonly crls: readonly { readonly ca: string; readonly revoked: readonly string[] }[]
}

export interface IntendedCertificate {
  readonly dfsp: string
  /** Of the record. */
  readonly path: string
  readonly csr: { readonly path: string; readonly sha256: string }
  readonly issuer: string
  readonly serial: string
  readonly spki: string
  /** SHA-256 of what will be signed. */
  readonly tbs: string
  readonly notBefore: string
  readonly notAfter: string
  readonly pullRequest: number | null
  readonly approvals: readonly Approval[]
}

/** The bytes that an officer signs for a manifest: three lines, each ended by a newline, so that `openssl dgst -sign` can do it. */
export const officerMessage = (environment: string, digest: string): string => `muhuri-signing-v1\n${environment}\n${digest}\n`
