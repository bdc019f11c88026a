import { createPkcs11Key } from '../src/adapters/signers/create-pkcs11-key.ts'
import { openSigner } from '../src/adapters/signers/index.ts'
import type { SignerSettings } from '../src/adapters/signers/open-signer.ts'
import type { EnvironmentFile } from '../src/model/generated/files.ts'
import type { Signer } from '../src/ports.ts'
import type { Invocation, Outcome } from './command.ts'
import { signerEnv } from './open-signers.ts'
import { keysOf } from './write-changes.ts'

/** The signer of a CA that is about to be made. */
export interface NewSigner {
  readonly signer: Signer
  /** What a person is told of it. */
  readonly notes: readonly string[]
  /** Takes back what was created for it. */
  discard(): Promise<void>
}

export interface NewCa {
  readonly ca: string
  readonly settings: SignerSettings
  readonly environment: Pick<EnvironmentFile, 'name' | 'tier'>
}

/** The signer that a new CA is made for: a key that is created in the PKCS#11 token, or the one that waits in Vault. Null where its key becomes a file. */
export async function newSigner(invocation: Invocation, { ca, settings, environment }: NewCa): Promise<NewSigner | null> {
  if (settings.kind === 'file') return null
  const env = signerEnv(invocation)
  if (settings.kind === 'pkcs11') {
    const created = await createPkcs11Key(settings, { ca, env })
    return { ...created, notes: [`the key of the CA "${ca}" was created in the PKCS#11 token "${settings.token}" as "${settings.key}", and never leaves it`] }
  }
  const place = { ca, tier: environment.tier, keys: keysOf(invocation, environment.name), passphrase: null, env }
  return { signer: await openSigner(settings, place), notes: [], discard: async () => undefined }
}

/** What `run` ends with; what was created for the signer is taken back where that is not success. */
export async function keptOnSuccess(signer: NewSigner | null, run: () => Promise<Outcome>): Promise<Outcome> {
  try {
    const outcome = await run()
    if (outcome.exit !== 0) await signer?.discard()
    return outcome
  } catch (error) {
    await signer?.discard()
    throw error
  }
}
