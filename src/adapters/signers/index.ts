import type { Signer } from '../../ports.ts'
import { openFileSigner } from './file.ts'
import { guardedSigner } from './guarded-signer.ts'
import { type OpenSigner, type SignerKind, type SignerPlace, type SignerSettings, signerMilliseconds } from './open-signer.ts'
import { openPkcs11Signer } from './pkcs11.ts'
import { openVaultSigner } from './vault.ts'

/** The kinds of signer. */
const signers: { readonly [K in SignerKind]: OpenSigner<K> } = {
  file: openFileSigner,
  pkcs11: openPkcs11Signer,
  vault: openVaultSigner,
}

/** The signer that environment.yaml names for a CA, each signature verified and in time; `refused` where its kind cannot be used here. */
export async function openSigner(settings: SignerSettings, place: SignerPlace): Promise<Signer> {
  // One table entry fits one kind of settings: TypeScript cannot follow that through an index.
  const open = signers[settings.kind] as OpenSigner
  return guardedSigner(await open(settings, place), { ca: place.ca, milliseconds: signerMilliseconds(place.env) })
}
