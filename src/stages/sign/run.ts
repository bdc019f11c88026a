import type { Environment } from '../../model/environment.ts'
import type { Finding } from '../../model/finding.ts'
import type { EnvironmentFile } from '../../model/generated/files.ts'
import type { Provenance } from '../../model/merged-commit.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import type { Files, Random, Signer } from '../../ports.ts'

/** Everything that one run of `sign` works with. */
export interface SignRequest {
  readonly environment: Environment
  /** Of `check`, for exactly this environment at this instant. */
  readonly findings: readonly Finding[]
  readonly at: Date
  /** By name of the Hub CA, as `signers` of environment.yaml. */
  readonly signers: ReadonlyMap<string, Signer>
  readonly files: Files
  readonly random: Random
  /** HEAD of the work tree, or null in a folder without Git. */
  readonly sourceCommit: string | null
  /** `muhuri 1.0.0`. */
  readonly toolkit: string
  /** Refresh CRLs and touch nothing else. */
  readonly crlOnly?: boolean
  /** Numbers that are known of each CA's lists, wherever they were seen: a new list is above them. */
  readonly crlFloors?: ReadonlyMap<string, bigint>
  /** How the file at this path came into main, for its record. */
  readonly provenance?: (path: string) => Provenance
  /** Complete the intended records at these paths, and issue nothing that is not intended yet. */
  readonly only?: ReadonlySet<string>
  /** Certificates again for keys that have one of another CA, and nothing new. */
  readonly reissue?: Reissue
}

/** For whom, and by which CA of the Hub. */
export interface Reissue {
  readonly ca: string
  /** Ids, or null for all. */
  readonly dfsps: ReadonlySet<string> | null
}

export interface SignedCertificate {
  readonly dfsp: string
  readonly serial: string
  /** Of the certificate, below the environment. */
  readonly path: string
  readonly csr: string
  readonly notAfter: string
}

export interface Refusal {
  readonly dfsp: string | null
  /** Of the CSR or record. */
  readonly path: string
  readonly code: string
  readonly message: string
}

export interface SignReport {
  readonly version: 1
  readonly issued: readonly SignedCertificate[]
  readonly healed: readonly SignedCertificate[]
  readonly crls: readonly { readonly ca: string; readonly number: number | string }[]
  readonly refused: readonly Refusal[]
}

/** A Hub CA together with the key that signs for it. */
export interface SigningCa {
  readonly name: string
  readonly certificate: CertificateFacts
  readonly signer: Signer
}

/** A run under way: the request, its settings and CAs, and the environment as it stands after each step. */
export interface SignRun extends SignRequest {
  readonly settings: EnvironmentFile
  /** SHA-256 of environment.yaml: the policy that was in force. */
  readonly policy: string
  readonly cas: ReadonlyMap<string, SigningCa>
}
