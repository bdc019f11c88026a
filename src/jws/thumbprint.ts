import { createHash } from 'node:crypto'

/** The members that a thumbprint covers, in lexicographic order (RFC 7638 §3.2). */
const REQUIRED: Readonly<Record<string, readonly string[]>> = { RSA: ['e', 'kty', 'n'], EC: ['crv', 'kty', 'x', 'y'] }

/** SHA-256 thumbprint of a JWK (RFC 7638), base64url without padding. The key must be of type RSA or EC. */
export function jwkThumbprint(jwk: Readonly<Record<string, string>>): string {
  const members = REQUIRED[jwk['kty'] ?? '']
  if (members === undefined) throw new RangeError(`no thumbprint for key type "${jwk['kty']}"`)
  const text = JSON.stringify(Object.fromEntries(members.map((name) => [name, jwk[name]])))
  return createHash('sha256').update(text).digest('base64url')
}
