import { MuhuriError } from '../../model/errors.ts'
import { equalBytes } from '../../pki/der.ts'
import { type SigningKey, signingKey } from '../../pki/signing-key.ts'
import { parsePublicKeyPem } from '../../pki/spki.ts'
import type { Json } from './vault-client.ts'

/** One version of a transit key: what signs, and what Vault calls it. */
export interface VaultKey extends SigningKey {
  readonly version: number
}

/**
 * The version of a transit key that has that public key, else the latest, from the answer of `GET /v1/<mount>/keys/<key>`;
 * or why it cannot be a CA's. A key that Vault may hand out is none (DESIGN §7).
 */
export function vaultKey(answer: Json, wanted: Uint8Array | undefined): VaultKey | string {
  const data = objectIn(answer, 'data')
  const versions = versionsIn(data)
  if (data === null || versions.length === 0) return 'Vault describes no asymmetric key.'
  if (data['exportable'] === true || data['allow_plaintext_backup'] === true) return 'It may leave Vault (exportable, or allow_plaintext_backup).'
  if (data['supports_signing'] === false) return 'It does not sign.'
  if (wanted === undefined) return versions.find(({ version }) => version === data['latest_version']) ?? 'Its latest version is no key that a CA may have.'
  return versions.find(({ facts }) => equalBytes(facts.spki, wanted)) ?? "None of its versions is the key of the CA's certificate."
}

function versionsIn(data: Json | null): readonly VaultKey[] {
  return Object.entries(objectIn(data, 'keys') ?? {}).flatMap(([name, value]) => {
    const pem = value !== null && typeof value === 'object' && 'public_key' in value ? value.public_key : null
    const parsed = typeof pem === 'string' ? parsePublicKeyPem(new TextEncoder().encode(pem)) : null
    const key = parsed?.ok === true ? signingKey(parsed.facts.spki) : ''
    return typeof key === 'string' || !/^[1-9]\d{0,8}$/.test(name) ? [] : [{ ...key, version: Number(name) }]
  })
}

/** The object that is a member of that name, or null. */
export function objectIn(value: Json | null, name: string): Json | null {
  const member = value?.[name]
  return member !== null && typeof member === 'object' && !Array.isArray(member) ? (member as Json) : null
}

const SIGNATURE = /^vault:v([1-9]\d{0,8}):([A-Za-z0-9+/]{1,2048}={0,2})$/

/** The signature in the answer of `POST /v1/<mount>/sign/<key>`, made with exactly that version; else `refused`. */
export function vaultSignature(answer: Json, { version, key }: { readonly version: number; readonly key: string }): Uint8Array {
  const value = objectIn(answer, 'data')?.['signature']
  const [, made, base64] = SIGNATURE.exec(typeof value === 'string' ? value : '') ?? []
  if (base64 === undefined) throw new MuhuriError('refused', `Vault answers for the key "${key}" with something that is no signature`)
  if (Number(made) !== version) throw new MuhuriError('refused', `Vault signed with version ${made} of the key "${key}"; asked was version ${version}`)
  return new Uint8Array(Buffer.from(base64, 'base64'))
}
