import type { EnvironmentFile } from '../../model/generated/files.ts'
import type { Signer } from '../../ports.ts'
import type { KeyFolder } from '../keys.ts'

export type SignerSettings = EnvironmentFile['signers'][string]
export type SignerKind = SignerSettings['kind']

/** What a signer is opened with; private keys and passphrases come from here, never from the environment repository. */
export interface SignerPlace {
  /** Name of the Hub CA. */
  readonly ca: string
  readonly tier: EnvironmentFile['tier']
  readonly keys: KeyFolder
  /** Of an encrypted key, or null. */
  readonly passphrase: string | null
  /** Environment variables of the process. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Opens the signer of one CA; `refused` where it must not or cannot be used. */
export type OpenSigner<K extends SignerKind = SignerKind> = (settings: Extract<SignerSettings, { readonly kind: K }>, place: SignerPlace) => Promise<Signer>
