import type { EnvironmentFile } from '../../model/generated/files.ts'
import type { Signer } from '../../ports.ts'
import type { KeyFolder } from '../keys.ts'

export type SignerSettings = EnvironmentFile['signers'][string]
export type SignerKind = SignerSettings['kind']
export type SettingsOf<K extends SignerKind> = Extract<SignerSettings, { readonly kind: K }>

/** What a signer is opened with; private keys, PINs and passphrases come from here, never from the environment repository. */
export interface SignerPlace {
  /** Name of the Hub CA. */
  readonly ca: string
  readonly tier: EnvironmentFile['tier']
  readonly keys: KeyFolder
  /** Of an encrypted key file, or null. */
  readonly passphrase: string | null
  /** SubjectPublicKeyInfo of the CA's certificate: picks among several keys, or versions, of one name. Absent while a CA is made. */
  readonly publicKey?: Uint8Array
  /** Environment variables of the process: `MUHURI_PKCS11_*`, `MUHURI_VAULT_*`, `MUHURI_SIGNER_TIMEOUT_SECONDS`. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Opens the signer of one CA; `refused` where it must not or cannot be used. */
export type OpenSigner<K extends SignerKind = SignerKind> = (settings: SettingsOf<K>, place: SignerPlace) => Promise<Signer>

const DEFAULT_SECONDS = 30

/** How long one signature may take: `MUHURI_SIGNER_TIMEOUT_SECONDS`, 30 where it says nothing usable. */
export function signerMilliseconds(env: SignerPlace['env']): number {
  const seconds = Number(env['MUHURI_SIGNER_TIMEOUT_SECONDS'])
  return (Number.isFinite(seconds) && seconds > 0 ? seconds : DEFAULT_SECONDS) * 1000
}
