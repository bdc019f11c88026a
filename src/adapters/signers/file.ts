import { join } from 'node:path'
import { caKeyName } from '../../model/ca-key-name.ts'
import { MuhuriError } from '../../model/errors.ts'
import { readPrivateKey } from '../../pki/keys.ts'
import type { Signer } from '../../ports.ts'
import type { OpenSigner, SignerPlace } from './open-signer.ts'

/** A CA key in a PKCS#8 file, encrypted or not: for sandboxes and pre-production, never on GitHub (DESIGN §7). */
export const openFileSigner: OpenSigner<'file'> = async (_settings, place) => {
  refuseWhereUnsafe(place)
  const name = caKeyName(place.ca)
  const pem = await place.keys.read(name)
  if (pem === null)
    throw new MuhuriError('refused', `the key of the Hub CA "${place.ca}" is not at "${join(place.keys.path, name)}"`, {
      hint: 'name the folder that holds it with --keys',
    })
  return signerFrom(pem, place)
}

function refuseWhereUnsafe({ ca, tier, env }: SignerPlace): void {
  if (tier === 'production')
    throw new MuhuriError('refused', `the signer "${ca}" is a file; production takes pkcs11 or vault`, { hint: `set signers.${ca}.kind in environment.yaml` })
  if (env['GITHUB_ACTIONS'] !== undefined)
    throw new MuhuriError('refused', `the signer "${ca}" is a file; a CA key must not be on GitHub`, {
      hint: `set signers.${ca}.kind to vault in environment.yaml`,
    })
}

function signerFrom(pem: string, { ca, passphrase }: SignerPlace): Signer {
  try {
    const key = readPrivateKey(pem, passphrase ?? undefined)
    const { algorithm } = key
    if (algorithm === 'ecdsa-with-SHA512') throw new TypeError('a P-521 key signs no certificates here')
    return { algorithm, publicKey: key.publicKey, sign: async (tbs) => key.sign(tbs) }
  } catch (cause) {
    const hint = passphrase === null ? 'where it is encrypted, name the file of its passphrase with --passphrase-file' : 'is the passphrase right?'
    throw new MuhuriError('refused', `the key of the Hub CA "${ca}" cannot be read`, { hint, cause })
  }
}
