import type { KeyFolder } from '../src/adapters/keys.ts'
import { type KeyPair, readPrivateKey } from '../src/pki/keys.ts'

/** The DFSP's private keys in the key folder that can be read without a passphrase: those that proofs are signed with. */
export async function dfspKeys(keys: KeyFolder, id: string): Promise<readonly KeyPair[]> {
  const names = [...(await keys.names())].filter((name) => name.startsWith(`${id}-`) && name.endsWith('.key')).sort()
  const texts = await Promise.all(names.map((name) => keys.read(name)))
  return texts.flatMap((text) => (text === null ? [] : readable(text)))
}

function readable(pem: string): readonly KeyPair[] {
  try {
    return [readPrivateKey(pem)]
  } catch {
    return []
  }
}
