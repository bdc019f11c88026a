import { createPublicKey } from 'node:crypto'
import { jwkThumbprint } from './thumbprint.ts'

/** A public signature key as JSON Web Key (RFC 7517), of the types that FSPIOP messages and tokens use. */
export interface PublicJwk {
  readonly alg: 'RS256' | 'ES256'
  /** RFC 7638 thumbprint, SHA-256, base64url. */
  readonly kid: string
  /** `kty` and the key's own members only, sorted by name. */
  readonly jwk: Readonly<Record<string, string>>
}

const MEMBERS: Readonly<Record<string, readonly string[]>> = { RSA: ['e', 'kty', 'n'], EC: ['crv', 'kty', 'x', 'y'] }

/** The key in this SubjectPublicKeyInfo, or null where it is neither RSA nor on P-256. */
export function jwkOfSpki(spki: Uint8Array): PublicJwk | null {
  const exported = exportJwk(spki)
  const alg = algorithmOf(exported)
  if (exported === null || alg === null) return null
  const members = MEMBERS[String(exported['kty'])] ?? []
  const jwk = Object.fromEntries(members.map((name) => [name, String(exported[name])]))
  return { alg, kid: jwkThumbprint(jwk), jwk }
}

function exportJwk(spki: Uint8Array): Record<string, unknown> | null {
  try {
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }).export({ format: 'jwk' }) as Record<string, unknown>
  } catch {
    return null
  }
}

function algorithmOf(jwk: Record<string, unknown> | null): PublicJwk['alg'] | null {
  if (jwk?.['kty'] === 'RSA') return 'RS256'
  return jwk?.['kty'] === 'EC' && jwk['crv'] === 'P-256' ? 'ES256' : null
}
