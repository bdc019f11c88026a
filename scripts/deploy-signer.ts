import type { KeyFolder } from '../src/adapters/keys.ts'
import type { Environment } from '../src/model/environment.ts'
import { MuhuriError } from '../src/model/errors.ts'
import { readPrivateKey } from '../src/pki/keys.ts'
import type { Signer } from '../src/ports.ts'

/** The first key of `hub/deploy` whose private half lies in the folder as `hub-deploy-<name>.key`; null where none does. */
export async function deploySigner({ hub }: Environment, keys: KeyFolder): Promise<Signer | null> {
  for (const { name, parsed } of [...hub.deploy].reverse()) {
    const file = `hub-deploy-${name}.key`
    const pem = parsed.ok ? await keys.read(file) : null
    if (!parsed.ok || pem === null) continue
    const key = privateKey(pem, file)
    const { algorithm } = key
    if (algorithm === 'ecdsa-with-SHA512' || !Buffer.from(key.publicKey).equals(Buffer.from(parsed.facts.spki))) {
      throw new MuhuriError('refused', `"${file}" is not the key of hub/deploy/${name}.pem`, { hint: 'name the folder of the right key with --keys' })
    }
    return { algorithm, publicKey: key.publicKey, sign: async (bytes) => key.sign(bytes) }
  }
  return null
}

function privateKey(pem: string, file: string): ReturnType<typeof readPrivateKey> {
  try {
    return readPrivateKey(pem)
  } catch (cause) {
    throw new MuhuriError('refused', `"${file}" cannot be read as a private key`, { cause })
  }
}
