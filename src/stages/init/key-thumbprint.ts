import { sha256Hex } from '../../pki/digest.ts'
import type { KeyPair } from '../../pki/keys.ts'

/** JWK thumbprint of an RSA key, base64url (RFC 7638 §3). */
export function keyThumbprint(key: KeyPair): string {
  const { e, n } = key.privateKey.export({ format: 'jwk' })
  const canonical = JSON.stringify({ e, kty: 'RSA', n })
  return Buffer.from(sha256Hex(new TextEncoder().encode(canonical)), 'hex').toString('base64url')
}
