import type { CryptoKey as TokenKey } from 'node-webcrypto-p11'
import { MuhuriError } from '../../model/errors.ts'
import { equalBytes } from '../../pki/der.ts'
import { ecdsaSignatureDer, type SigningAlgorithm, signingKey } from '../../pki/signing-key.ts'
import type { Signer } from '../../ports.ts'
import type { OpenSigner, SettingsOf } from './open-signer.ts'
import { attempt, openToken, type TokenSession, tokenError } from './pkcs11-token.ts'

/** A CA key in a PKCS#11 token, found by its label; where several have it, that of the CA's certificate. It must be one that cannot leave (DESIGN §7). */
export const openPkcs11Signer: OpenSigner<'pkcs11'> = async (settings, place) => {
  const session = await openToken(settings, { ...place, write: false })
  const pairs = await keyPairs(session, settings)
  const fitting = pairs.filter(({ publicKey }) => place.publicKey === undefined || equalBytes(publicKey, place.publicKey))
  const [pair, second] = fitting
  if (pair === undefined)
    throw new MuhuriError('refused', none(settings, { found: pairs.length, ca: place.ca }), { hint: 'pkcs11-tool --list-objects shows what the token holds' })
  if (second !== undefined) throw new MuhuriError('refused', `the PKCS#11 token "${settings.token}" has more than one key "${settings.key}"`)
  return tokenSigner(session, pair, settings)
}

function none({ token, key }: SettingsOf<'pkcs11'>, { found, ca }: { readonly found: number; readonly ca: string }): string {
  if (found > 0) return `no key "${key}" in the PKCS#11 token "${token}" is the key of hub/ca/${ca}.pem`
  return `the PKCS#11 token "${token}" has no private key "${key}" with its public key beside it`
}

/** Both halves of a key: one CKA_ID, the public one readable. */
export interface TokenKeyPair {
  readonly privateKey: TokenKey
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array
}

const PUBLIC_KEY = 2
const PRIVATE_KEY = 3

/** Every pair whose private key has that label. */
export async function keyPairs(session: TokenSession, { token, key: label }: SettingsOf<'pkcs11'>): Promise<readonly TokenKeyPair[]> {
  const problem = `the keys of the PKCS#11 token "${token}" cannot be read`
  const ids = attempt(problem, () => objectIds(session, { class: PRIVATE_KEY, label }))
  const pairs: TokenKeyPair[] = []
  for (const { item, id } of ids) {
    const [beside] = attempt(problem, () => objectIds(session, { class: PUBLIC_KEY, id }))
    if (beside === undefined) continue
    const publicKey = await publicKeyOf(session, beside.item).catch((cause: unknown) => Promise.reject(tokenError(problem, cause)))
    pairs.push({ privateKey: await session.crypto.keyStorage.getItem(item), publicKey })
  }
  return pairs
}

interface ObjectId {
  /** Name of the object in the library's key storage. */
  readonly item: string
  /** CKA_ID. */
  readonly id: Buffer
}

function objectIds(
  { crypto, library }: TokenSession,
  template: { readonly class: number; readonly label?: string; readonly id?: Buffer },
): readonly ObjectId[] {
  const found = crypto.session.find({ ...template, token: true })
  return Array.from({ length: found.length }, (_, index) => found.items(index).toType<ConstructorParameters<typeof library.CryptoKey>[0]>()).map((object) => ({
    item: library.CryptoKey.getID(object),
    id: object.id,
  }))
}

async function publicKeyOf({ crypto }: TokenSession, item: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.exportKey('spki', await crypto.keyStorage.getItem(item)))
}

/** The pair as a signer; `refused` where its private half could leave the token. */
export function tokenSigner(session: TokenSession, { privateKey, publicKey }: TokenKeyPair, { token, key }: SettingsOf<'pkcs11'>): Signer {
  const known = signingKey(publicKey)
  if (typeof known === 'string') throw new MuhuriError('refused', `the key "${key}" of the PKCS#11 token "${token}" cannot be a CA's: ${known}`)
  if (privateKey.extractable || !isSensitive(privateKey))
    throw new MuhuriError(
      'refused',
      `the key "${key}" of the PKCS#11 token "${token}" can be taken out of it; expected CKA_SENSITIVE and not CKA_EXTRACTABLE`,
      {
        hint: 'create a new CA key in the token: muhuri rotate ca',
      },
    )
  const { algorithm } = known
  return {
    algorithm,
    publicKey,
    sign: (tbs) =>
      signInToken(session, { privateKey, algorithm, tbs }).catch((cause: unknown) =>
        Promise.reject(tokenError(`the key "${key}" of the PKCS#11 token "${token}" did not sign`, cause)),
      ),
  }
}

const isSensitive = ({ algorithm }: TokenKey): boolean => 'sensitive' in algorithm && algorithm.sensitive === true

const MECHANISM: Readonly<Record<SigningAlgorithm, { readonly name: string; readonly hash: string }>> = {
  'ecdsa-with-SHA256': { name: 'ECDSA', hash: 'SHA-256' },
  'ecdsa-with-SHA384': { name: 'ECDSA', hash: 'SHA-384' },
  sha256WithRSAEncryption: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  sha384WithRSAEncryption: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-384' },
  sha512WithRSAEncryption: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' },
}

async function signInToken(
  { crypto }: TokenSession,
  { privateKey, algorithm, tbs }: { readonly privateKey: TokenKey; readonly algorithm: SigningAlgorithm; readonly tbs: Uint8Array },
): Promise<Uint8Array> {
  const mechanism = MECHANISM[algorithm]
  const signature = new Uint8Array(await crypto.subtle.sign(mechanism, privateKey, Buffer.from(tbs)))
  if (mechanism.name !== 'ECDSA') return signature
  const der = ecdsaSignatureDer(signature)
  if (der === null) throw new TypeError('an ECDSA signature that is not two numbers of one length')
  return der
}
