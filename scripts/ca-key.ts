import type { KeyFolder } from '../src/adapters/keys.ts'
import { caKeyName } from '../src/model/ca-key-name.ts'
import { MuhuriError } from '../src/model/errors.ts'
import type { EnvironmentFile } from '../src/model/generated/files.ts'
import type { CertificateFacts } from '../src/pki/facts.ts'
import { type KeyPair, readPrivateKey } from '../src/pki/keys.ts'
import type { Signer } from '../src/ports.ts'

export interface CaKeyPlace {
  readonly name: string
  readonly certificate: CertificateFacts
  readonly tier: EnvironmentFile['tier']
  readonly passphrase: string | null
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * The private key of a Hub CA for a ceremony, from the key folder, or null where it is not there. `refused` on GitHub, where
 * it is not encrypted in production, where it cannot be read, and where it is another CA's.
 */
export async function caKeyIn(keys: KeyFolder, { name, certificate, tier, passphrase, env }: CaKeyPlace): Promise<KeyPair | null> {
  const file = caKeyName(name)
  const pem = await keys.read(file)
  if (pem === null) return null
  if (env['GITHUB_ACTIONS'] !== undefined) throw new MuhuriError('refused', `"${file}" is a CA key in a file; it must not be on GitHub`)
  if (tier === 'production' && !/ENCRYPTED/.test(pem))
    throw new MuhuriError('refused', `"${file}" is not encrypted; in production a CA key never lies open`, { hint: `openssl pkcs8 -topk8 -in ${file}` })
  const key = readKey(pem, { file, passphrase })
  if (Buffer.compare(key.publicKey, certificate.publicKey.spki) !== 0)
    throw new MuhuriError('refused', `"${file}" is not the key of hub/ca/${name}.pem`, { hint: 'name the folder of the right key with --keys' })
  return key
}

/** The same; `refused` where it is not at hand. */
export async function requiredCaKey(keys: KeyFolder, place: CaKeyPlace): Promise<KeyPair> {
  const key = await caKeyIn(keys, place)
  if (key !== null) return key
  throw new MuhuriError('refused', `the key of the Hub CA "${place.name}" is not in ${keys.path} as "${caKeyName(place.name)}"`, {
    hint: 'run this where the key is, or name its folder with --keys',
  })
}

/** The key as a signer. */
export function signerOfKey({ algorithm, publicKey, sign }: KeyPair): Signer {
  if (algorithm === 'ecdsa-with-SHA512') throw new MuhuriError('refused', 'a P-521 key signs nothing here; expected RSA, P-256 or P-384')
  return { algorithm, publicKey, sign: async (tbs) => sign(tbs) }
}

function readKey(pem: string, { file, passphrase }: { readonly file: string; readonly passphrase: string | null }): KeyPair {
  try {
    return readPrivateKey(pem, passphrase ?? undefined)
  } catch (cause) {
    throw new MuhuriError('refused', `the key "${file}" cannot be read`, {
      hint: passphrase === null ? 'where it is encrypted, name the file of its passphrase with --passphrase-file' : 'is the passphrase right?',
      cause,
    })
  }
}
