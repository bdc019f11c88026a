import type { Dfsp, Environment } from '../../model/environment.ts'
import type { DfspFile, EnvironmentFile, HubFile } from '../../model/generated/files.ts'
import type { KeyPair } from '../../pki/keys.ts'
import type { SubjectInput } from '../../pki/profiles.ts'
import type { Random } from '../../ports.ts'
import { freeName } from '../free-name.ts'

/** What `join` was told and found; what is neither given nor there is made. */
export interface JoinInput {
  readonly environment: Environment
  readonly settings: EnvironmentFile
  readonly hub: HubFile
  readonly dfsp: Dfsp
  readonly profile: DfspFile
  readonly egress: readonly string[]
  readonly callback: string | null
  readonly callbackAddresses: readonly string[]
  /** Files that the DFSP made itself, as they are. */
  readonly given: GivenFiles
  /** The DFSP's CA key, where the key folder has it. */
  readonly caKey: KeyPair | null
  /** The DFSP's private keys that are at hand: what proofs are signed with. */
  readonly ownKeys?: readonly KeyPair[]
  /** File names that the key folder already holds. */
  readonly takenKeys: ReadonlySet<string>
  readonly at: Date
  readonly random: Random
}

export interface GivenFiles {
  readonly csr: Uint8Array | null
  readonly cas: readonly Uint8Array[]
  readonly server: Uint8Array | null
  readonly jws: Uint8Array | null
}

export type ArtefactFolder = 'client' | 'server' | 'jws'

/** C, O and CN of what the DFSP makes. */
export const subjectOf = ({ profile }: JoinInput, commonName: string): SubjectInput => ({ country: profile.country, organization: profile.name, commonName })

/** Name of a new artefact in a folder: free in the repository and in the key folder. */
export const newName = ({ dfsp, at, takenKeys }: JoinInput, folder: ArtefactFolder): string =>
  freeName(at, { there: dfsp[folder].map(({ name }) => name), keys: takenKeys, prefix: `${dfsp.id}-${folder}-` })

/** Path of an artefact in the DFSP's folder. */
export const pathOf = ({ dfsp }: JoinInput, rest: string): string => `dfsps/${dfsp.id}/${rest}`

/** Text of a given file that cannot be read: it is checked as it is, so that the finding names what is wrong with it. */
export const rawText = (bytes: Uint8Array): string => new TextDecoder('utf-8').decode(bytes)
