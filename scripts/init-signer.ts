import { createPkcs11Key } from '../src/adapters/signers/create-pkcs11-key.ts'
import { openSigner } from '../src/adapters/signers/index.ts'
import type { Signer } from '../src/ports.ts'
import type { InitInput } from '../src/stages/init.ts'
import type { Invocation } from './command.ts'
import { signerEnv } from './open-signers.ts'
import { keysOf } from './write-changes.ts'

/** The signer of a CA that is about to be made. */
export interface NewSigner {
  readonly signer: Signer
  /** What a person is told of it. */
  readonly notes: readonly string[]
  /** Takes back what was created for it, where nothing came of it. */
  discard(): Promise<void>
}

const CA = 'clients'

/**
 * The signer that the new `clients` CA is made for: a key that is created in the PKCS#11 token, or the one that is in Vault.
 * Null where the CA was made elsewhere, or where its key becomes a file.
 */
export async function newClientsSigner(invocation: Invocation, { settings, given, passphrase }: InitInput): Promise<NewSigner | null> {
  const signer = settings.signers[CA]
  if (signer === undefined || signer.kind === 'file' || given.cas.length > 0) return null
  const env = signerEnv(invocation)
  if (signer.kind === 'pkcs11') {
    const created = await createPkcs11Key(signer, { ca: CA, env })
    return { ...created, notes: [`the key of the CA "${CA}" was created in the PKCS#11 token "${signer.token}" as "${signer.key}", and never leaves it`] }
  }
  const place = { ca: CA, tier: settings.tier, keys: keysOf(invocation, settings.name), passphrase, env }
  return { signer: await openSigner(signer, place), notes: [], discard: async () => undefined }
}
