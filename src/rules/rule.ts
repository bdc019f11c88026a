import type { Artefact, CertificateList, Dfsp, Document, Environment } from '../model/environment.ts'
import type { FindingCode, Position, Severity } from '../model/finding.ts'
import type { DfspEndpointsFile, EnvironmentFile, WaiverFile } from '../model/generated/files.ts'
import type { PastGrowth } from '../model/past-growth.ts'
import type { ChangeClass } from '../model/plan.ts'
import type { ProvableKey } from '../model/proof.ts'
import type { PublishedKeys } from '../model/published-keys.ts'
import type { Tree } from '../model/tree.ts'
import type { CrlFacts, CsrFacts, PublicKeyFacts } from '../pki/facts.ts'

/** What the certificate in a file is for; it decides which checks apply. */
export type CertificateRole = 'client' | 'server' | 'hub-server' | 'hub-client' | 'ca' | 'server-ca' | 'hub-ca' | 'hub-server-ca'

export interface CertificateSubject {
  readonly role: CertificateRole
  /** Leaf first; a file that holds one certificate is a list of one. */
  readonly artefact: Artefact<CertificateList>
  readonly dfsp: Dfsp | null
}

export interface CsrSubject {
  readonly role: 'client' | 'hub-client'
  readonly artefact: Artefact<CsrFacts>
  readonly dfsp: Dfsp | null
}

export interface JwsSubject {
  readonly role: 'jws' | 'oauth' | 'officer' | 'deploy'
  readonly artefact: Artefact<PublicKeyFacts>
  readonly dfsp: Dfsp | null
  /** What was read holds a private key; only where a single file is inspected, in a repository `repo/private-key` refuses it. */
  readonly holdsPrivateKey?: boolean
}

export interface CrlSubject {
  readonly role: 'hub' | 'dfsp'
  readonly artefact: Artefact<CrlFacts>
  readonly dfsp: Dfsp | null
}

/** A key of a DFSP's own that must be proven (DESIGN §7). */
export interface KeySubject extends ProvableKey {
  readonly dfsp: Dfsp
}

/** What a rule looks at. `tree` rules run before anything is parsed; `change` rules only where there is a base. */
export interface SubjectOf {
  readonly tree: Tree
  readonly document: Document<unknown>
  readonly csr: CsrSubject
  readonly certificate: CertificateSubject
  readonly crl: CrlSubject
  readonly jws: JwsSubject
  readonly key: KeySubject
  readonly endpoints: { readonly file: Document<DfspEndpointsFile>; readonly dfsp: Dfsp }
  readonly dfsp: Dfsp
  readonly waiver: Document<WaiverFile>
  readonly environment: Environment
  readonly change: { readonly base: Environment; readonly head: Environment }
}

export type Kind = keyof SubjectOf

/**
 * One artefact, one cause (CONTRACT §4): rules of a later phase do not look at an artefact in which an earlier one
 * found an error. `after` runs last, when the waivers have been applied.
 */
export type Phase = 'syntax' | 'schema' | 'readable' | 'signature' | 'key' | 'rest' | 'after'

export interface Problem {
  readonly message: string
  readonly hint?: string
  /** Default: the subject's own path. */
  readonly path?: string
  readonly dfsp?: string | null
  readonly position?: Position | null
  /** Only to weaken: an expired certificate beside a valid one is a notice. */
  readonly severity?: Severity
}

export interface CheckContext {
  readonly environment: Environment
  /** environment.yaml as it holds: base's where there is a base (the head cannot loosen its own policy). */
  readonly settings: EnvironmentFile
  readonly at: Date
  /** Whose pull request it is: a numeric id, or null when not known. */
  readonly actor: number | null
  /** Ownership and `access/` are not judged in a merge group. */
  readonly mergeGroup: boolean
  /** Other environments of the same scheme (`--also`). */
  readonly siblings: readonly Environment[]
  /** Of others only what they publish of their keys. */
  readonly indexes?: readonly PublishedKeys[]
  /** What it is compared with, where there is one: uniqueness blames the newcomer. */
  readonly base?: Environment | null
  /** Class of the change from base, where there is one: a restrict change meets guards as warnings (DESIGN §3). */
  readonly changeClass?: ChangeClass | null
  /** What was merged in the days before, where history was looked at; otherwise only the change itself is measured. */
  readonly past?: PastGrowth | null
  /** Every code that a waiver may turn into a notice. */
  readonly waivable?: ReadonlySet<FindingCode>
  /** Paths of the waivers that excused something; only in phase `after`. */
  readonly usedWaivers?: ReadonlySet<string>
}

export interface Rule<K extends Kind = Kind> {
  readonly code: FindingCode
  readonly kind: K
  readonly severity: Severity
  readonly phase: Phase
  /** May a waiver turn it into a notice (CONTRACT §4)? */
  readonly waivable: boolean
  /** What must hold, in one sentence: the generated reference. */
  readonly summary: string
  readonly cites: readonly string[]
  check(subject: SubjectOf[K], context: CheckContext): Iterable<Problem>
}
