import { MuhuriError } from '../../model/errors.ts'
import type { Signer } from '../../ports.ts'
import { openFileSigner } from './file.ts'
import type { OpenSigner, SignerKind, SignerPlace, SignerSettings } from './open-signer.ts'

/** The kinds of signer; one that is null is known to the schema and not built yet. */
const signers: { readonly [K in SignerKind]: OpenSigner<K> | null } = {
  file: openFileSigner,
  pkcs11: null,
  vault: null,
}

/** The signer that environment.yaml names for a CA; `refused` where its kind cannot be used here. */
export async function openSigner(settings: SignerSettings, place: SignerPlace): Promise<Signer> {
  // One table entry fits one kind of settings: TypeScript cannot follow that through an index.
  const open = signers[settings.kind] as OpenSigner | null
  if (open === null)
    throw new MuhuriError('refused', `the signer "${place.ca}" is of kind "${settings.kind}", which this version cannot use; expected file`, {
      hint: `set signers.${place.ca}.kind in environment.yaml`,
    })
  return open(settings, place)
}
