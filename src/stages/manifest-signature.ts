import type { PublicKeyFacts } from '../pki/facts.ts'
import { parsePublicKeyPem } from '../pki/spki.ts'
import { verifySignature } from '../pki/verify.ts'
import type { Signer } from '../ports.ts'

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

/**
 * Contents of `manifest.sig`: base64 on one line of a signature over the manifest's bytes, as `openssl dgst -sign` makes
 * it. RSASSA-PKCS1-v1_5 with SHA-256, or ECDSA in DER with SHA-256 (P-256) or SHA-384 (P-384).
 */
export async function signManifest(text: string, signer: Signer): Promise<string> {
  const signature = await signer.sign(new TextEncoder().encode(text))
  return `${Buffer.from(signature).toString('base64')}\n`
}

/** Whether `manifest.sig` is a signature over exactly this text by one of the deploy keys (SPKI PEM). */
export function isManifestSigned(text: string, signature: string, deployKeys: readonly { readonly pem: string }[]): boolean {
  const base64 = signature.trimEnd()
  if (!BASE64.test(base64)) return false
  const [data, bytes] = [new TextEncoder().encode(text), new Uint8Array(Buffer.from(base64, 'base64'))]
  return deployKeys.some(({ pem }) => {
    const key = parsePublicKeyPem(new TextEncoder().encode(pem))
    const algorithm = key.ok ? algorithmOf(key.facts) : null
    return key.ok && algorithm !== null && verifySignature({ algorithm, publicKey: key.facts, data, signature: bytes })
  })
}

/** sha256WithRSAEncryption (RFC 4055), ecdsa-with-SHA256 and -SHA384 (RFC 5758), by what the deploy key is. */
const ALGORITHMS: Readonly<Record<string, string>> = { rsa: '1.2.840.113549.1.1.11', 'P-256': '1.2.840.10045.4.3.2', 'P-384': '1.2.840.10045.4.3.3' }

function algorithmOf(key: PublicKeyFacts): string | null {
  return ALGORITHMS[key.kind === 'ec' ? key.curve : key.kind] ?? null
}
