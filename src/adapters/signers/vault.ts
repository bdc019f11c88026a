import { createHash } from 'node:crypto'
import { MuhuriError } from '../../model/errors.ts'
import { hashOf } from '../../pki/algorithms.ts'
import { type OpenSigner, type SettingsOf, type SignerPlace, signerMilliseconds } from './open-signer.ts'
import { callVault, type VaultServer } from './vault-client.ts'
import { vaultKey, vaultSignature } from './vault-key.ts'
import { vaultToken } from './vault-login.ts'

const HASH: Readonly<Record<string, string>> = { sha256: 'sha2-256', sha384: 'sha2-384', sha512: 'sha2-512' }

/**
 * A CA key in Vault's transit engine, in the version that the CA's certificate has: Vault gets the hash of what is signed,
 * and gives the signature.
 */
export const openVaultSigner: OpenSigner<'vault'> = async (settings, place) => {
  const server = vaultServerAt(settings.address, place.env)
  const token = await vaultToken(server, place)
  const key = vaultKey(await callVault(server, { method: 'GET', path: [...mountOf(settings), 'keys', settings.key], token }), place.publicKey)
  if (typeof key === 'string')
    throw new MuhuriError('refused', `the transit key "${settings.key}" of Vault at ${settings.address} cannot sign for "${place.ca}": ${key}`)
  const { algorithm, facts, version } = key
  return { algorithm, publicKey: facts.spki, sign: (tbs) => signInVault({ server, settings, token, version, hash: hashOf(algorithm), tbs }) }
}

/** A server with what one call to it may cost, by the environment's variables. */
export const vaultServerAt = (address: string, env: SignerPlace['env']): VaultServer => ({
  address,
  namespace: env['MUHURI_VAULT_NAMESPACE'] ?? null,
  milliseconds: attemptMilliseconds(env),
})

const mountOf = ({ mount }: SettingsOf<'vault'>): readonly string[] => mount.split('/')

/** One call of several that a signature may take, so that those that are tried again still come in time. */
const attemptMilliseconds = (env: Parameters<typeof signerMilliseconds>[0]): number => signerMilliseconds(env) / 2

interface Signing {
  readonly server: VaultServer
  readonly settings: SettingsOf<'vault'>
  readonly token: string
  readonly version: number
  /** By its node:crypto name. */
  readonly hash: string
  readonly tbs: Uint8Array
}

async function signInVault({ server, settings, token, version, hash, tbs }: Signing): Promise<Uint8Array> {
  const body = {
    input: createHash(hash).update(tbs).digest('base64'),
    prehashed: true,
    hash_algorithm: HASH[hash],
    signature_algorithm: 'pkcs1v15',
    marshaling_algorithm: 'asn1',
    key_version: version,
  }
  return vaultSignature(await callVault(server, { method: 'POST', path: [...mountOf(settings), 'sign', settings.key], token, body }), {
    version,
    key: settings.key,
  })
}
