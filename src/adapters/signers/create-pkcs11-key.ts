import { MuhuriError } from '../../model/errors.ts'
import type { Signer } from '../../ports.ts'
import { guardedSigner } from './guarded-signer.ts'
import { type SettingsOf, type SignerPlace, signerMilliseconds } from './open-signer.ts'
import { tokenSigner } from './pkcs11.ts'
import { openToken, type TokenSession, tokenError } from './pkcs11-token.ts'

export type TokenKeyKind = 'p256' | 'p384' | 'rsa2048' | 'rsa3072' | 'rsa4096'

/** A key that was just created in a token. */
export interface CreatedKey {
  readonly signer: Signer
  /** Destroys it again: for a command that fails before anything names the key. */
  discard(): Promise<void>
}

const rsa = (modulusLength: number) => ({ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength, publicExponent: Uint8Array.of(1, 0, 1) })

const PARAMETERS: Readonly<Record<TokenKeyKind, { readonly name: string }>> = {
  p256: { name: 'ECDSA', ...{ namedCurve: 'P-256' } },
  p384: { name: 'ECDSA', ...{ namedCurve: 'P-384' } },
  rsa2048: rsa(2048),
  rsa3072: rsa(3072),
  rsa4096: rsa(4096),
}

/**
 * Creates a CA key inside the token, under the label that the settings name: sensitive and not extractable, so that it never
 * leaves. `refused` where the token already has an object of that label.
 */
export async function createPkcs11Key(
  settings: SettingsOf<'pkcs11'>,
  place: Pick<SignerPlace, 'ca' | 'env'>,
  kind: TokenKeyKind = 'p256',
): Promise<CreatedKey> {
  const session = await openToken(settings, { ...place, write: true })
  if (session.crypto.session.find({ label: settings.key, token: true }).length > 0)
    throw new MuhuriError('refused', `the PKCS#11 token "${settings.token}" already has a key "${settings.key}"; a key is never overwritten`, {
      hint: 'name another one with --signer-key',
    })
  const { privateKey, publicKey } = await generate(session, { settings, kind })
  const discard = async (): Promise<void> => {
    for (const { id } of [privateKey, publicKey]) await session.crypto.keyStorage.removeItem(id)
  }
  try {
    const spki = new Uint8Array(await session.crypto.subtle.exportKey('spki', publicKey))
    const signer = tokenSigner(session, { privateKey, publicKey: spki }, settings)
    return { signer: guardedSigner(signer, { ca: place.ca, milliseconds: signerMilliseconds(place.env) }), discard }
  } catch (cause) {
    await discard()
    throw cause
  }
}

async function generate({ crypto, library }: TokenSession, { settings, kind }: { readonly settings: SettingsOf<'pkcs11'>; readonly kind: TokenKeyKind }) {
  const algorithm = { ...PARAMETERS[kind], label: settings.key, token: true, sensitive: true }
  const pair = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify']).catch((cause: unknown) => {
    throw tokenError(`the PKCS#11 token "${settings.token}" did not create the key "${settings.key}"`, cause)
  })
  if (!('privateKey' in pair) || !(pair.privateKey instanceof library.CryptoKey) || !(pair.publicKey instanceof library.CryptoKey))
    throw new MuhuriError('refused', `the PKCS#11 token "${settings.token}" gave no key pair`)
  return { privateKey: pair.privateKey, publicKey: pair.publicKey }
}
