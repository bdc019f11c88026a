import type { CertificateFacts, CrlFacts, CsrFacts, Parsed, PublicKeyFacts } from '../pki/facts.ts'
import type { Finding, Position } from './finding.ts'
import type {
  ConfirmationFile,
  DfspEndpointsFile,
  DfspFile,
  EnvironmentFile,
  HubEndpointsFile,
  HubFile,
  InstalledFile,
  IssuedRecord,
  JwsScheduleFile,
  OauthKeyFile,
  ProofFile,
  RevokedFile,
  WaiverFile,
} from './generated/files.ts'
import type { Tree } from './tree.ts'

/** A file of the repository that was read; `dfsp` is the folder's id under `dfsps/` or `issued/certificates/`, else null. */
interface Located {
  readonly path: string
  /** File name without its extension. */
  readonly name: string
  readonly dfsp: string | null
  /** SHA-256 of the file's bytes, lower-case hex. */
  readonly sha256: string
}

export interface DocumentProblem {
  readonly kind: 'yaml' | 'invalid'
  readonly message: string
  readonly hint: string | null
  readonly position: Position | null
}

/** A YAML or JSON file, parsed once. `value` is null exactly when `problems` is not empty. */
export interface Document<T> extends Located {
  readonly value: T | null
  readonly problems: readonly DocumentProblem[]
  /** Where a value stands: `positionOf(['egress', 0, 'cidr'])`; the nearest known parent where it does not exist. */
  positionOf(pointer: readonly (string | number)[]): Position | null
}

/** A PEM file, parsed once. */
export interface Artefact<T> extends Located {
  readonly parsed: Parsed<T>
}

/** Leaf first, then its intermediates, in file order; at least one. */
export type CertificateList = readonly [CertificateFacts, ...CertificateFacts[]]

export interface Hub {
  readonly profile: Document<HubFile> | null
  readonly endpoints: Document<HubEndpointsFile> | null
  readonly ca: readonly Artefact<CertificateFacts>[]
  readonly server: readonly Artefact<CertificateList>[]
  readonly serverCa: readonly Artefact<CertificateFacts>[]
  readonly jws: readonly Artefact<PublicKeyFacts>[]
  readonly jwsSchedules: readonly Document<JwsScheduleFile>[]
  readonly crl: readonly Artefact<CrlFacts>[]
  readonly oauth: readonly Artefact<PublicKeyFacts>[]
  readonly oauthKeys: readonly Document<OauthKeyFile>[]
  readonly deploy: readonly Artefact<PublicKeyFacts>[]
  /** Whose signatures stand for the reviewers of an environment, where `approval: officers`. */
  readonly officers: readonly Artefact<PublicKeyFacts>[]
  /** `hub/installed/<id>.yaml`, `name` is the DFSP's id. */
  readonly installed: readonly Document<InstalledFile>[]
}

export interface Dfsp {
  readonly id: string
  readonly profile: Document<DfspFile> | null
  readonly endpoints: Document<DfspEndpointsFile> | null
  readonly ca: readonly Artefact<CertificateFacts>[]
  readonly serverCa: readonly Artefact<CertificateFacts>[]
  readonly server: readonly Artefact<CertificateList>[]
  readonly client: readonly Artefact<CsrFacts>[]
  /** `hub-client/*.csr`: the Hub's requests to this DFSP's CA. */
  readonly hubClientRequests: readonly Artefact<CsrFacts>[]
  /** `hub-client/*.pem`: what the DFSP's CA issued. */
  readonly hubClient: readonly Artefact<CertificateList>[]
  readonly jws: readonly Artefact<PublicKeyFacts>[]
  readonly jwsSchedules: readonly Document<JwsScheduleFile>[]
  readonly oauth: readonly Artefact<PublicKeyFacts>[]
  readonly officers: readonly Artefact<PublicKeyFacts>[]
  readonly crl: readonly Artefact<CrlFacts>[]
  readonly proofs: readonly Document<ProofFile>[]
  readonly installed: Document<InstalledFile> | null
}

/** `issued/`: the machine's layer. `name` of a certificate or record is `<name>.<SERIAL>`. */
export interface Issued {
  readonly certificates: readonly Artefact<CertificateFacts>[]
  readonly records: readonly Document<IssuedRecord>[]
  /** `name` is the Hub CA's. */
  readonly crl: readonly Artefact<CrlFacts>[]
  /** `issued/keys/<spki sha256>.json`. */
  readonly keys: readonly Document<KeyRecord>[]
}

/** A key that was seen once: `issued/keys/<spki sha256>.json`, append-only. */
export interface KeyRecord {
  readonly version: 1
  readonly spki: string
  /** The SubjectPublicKeyInfo, DER in base64: what a key that comes later is compared with. Absent where it was not kept. */
  readonly publicKey?: string
  /** First purpose: `client`, `server`, `ca`, `jws`, `oauth`, `officer`, `hub-client`, `deploy`. */
  readonly purpose: string
  readonly dfsp: string | null
  readonly commit: string | null
}

/** Everything in one environment repository at one revision: facts only, nothing judged but the tree itself. */
export interface Environment {
  readonly tree: Tree
  /** `environment.yaml`; null where it is missing. */
  readonly settings: Document<EnvironmentFile> | null
  readonly hub: Hub
  /** Sorted by id. */
  readonly dfsps: readonly Dfsp[]
  readonly issued: Issued
  /** `name` is the serial, or `spki-<sha256>`. */
  readonly revoked: readonly Document<RevokedFile>[]
  readonly waivers: readonly Document<WaiverFile>[]
  readonly confirmations: readonly Document<ConfirmationFile>[]
  /** SHA-256 of blocked SPKIs, from `policy.keys.blocked` and what the caller adds. */
  readonly blockedKeys: ReadonlySet<string>
  /** What the tree linter (`repo/*`) refused; those files were not parsed. */
  readonly treeFindings: readonly Finding[]
}
