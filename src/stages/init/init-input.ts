import type { EnvironmentFile } from '../../model/generated/files.ts'
import type { CertificateFacts, PublicKeyFacts } from '../../pki/facts.ts'
import type { KeyPair } from '../../pki/keys.ts'
import type { Random, Signer } from '../../ports.ts'
import type { Operator } from './make-authorities.ts'

/** What `init` was told; what is null is made. */
export interface InitInput {
  /** `environment.yaml` with everything decided, and its text with comments. */
  readonly settings: EnvironmentFile
  readonly settingsText: string
  readonly operator: Operator
  readonly people: { readonly admins: readonly number[]; readonly reviewers: readonly number[]; readonly machines: readonly number[] }
  readonly host: string
  readonly ingressAddresses: readonly string[]
  readonly egressAddresses: readonly string[]
  readonly tokenAddresses: readonly string[]
  readonly given: GivenMaterial
  /** Of the `clients` CA that is made, where its key lives in a token or in Vault; else it gets a key file. */
  readonly clientsSigner?: Signer
  /** Passphrase for the CA keys that are made, or null. */
  readonly passphrase: string | null
  /** README, .gitignore and the like, by path. */
  readonly project: ReadonlyMap<string, string>
  readonly at: Date
  readonly random: Random
}

/** Public material that was made elsewhere, and the keys of it that are at hand. */
export interface GivenMaterial {
  /** None, or exactly the root and the two issuing CAs. */
  readonly cas: readonly CertificateFacts[]
  /** By SHA-256 of the SPKI. */
  readonly caKeys: ReadonlyMap<string, KeyPair>
  /** Leaf first. */
  readonly server: readonly CertificateFacts[] | null
  readonly jws: PublicKeyFacts | null
}
