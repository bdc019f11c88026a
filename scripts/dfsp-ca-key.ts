import type { KeyFolder } from '../src/adapters/keys.ts'
import { MuhuriError } from '../src/model/errors.ts'
import { type KeyPair, readPrivateKey } from '../src/pki/keys.ts'

/** The DFSP's own CA key in the key folder, or null where it is not there. */
export async function dfspCaKey(keys: KeyFolder, id: string): Promise<KeyPair | null> {
  const pem = await keys.read(`${id}-ca.key`)
  try {
    return pem === null ? null : readPrivateKey(pem)
  } catch (cause) {
    throw new MuhuriError('refused', `the CA key "${id}-ca.key" in ${keys.path} cannot be read`, {
      hint: 'an encrypted one: decrypt it for this run, or sign with your own CA tool',
      cause,
    })
  }
}
