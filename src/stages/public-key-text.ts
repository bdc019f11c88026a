import { parseOneCertificatePem } from '../pki/certificate.ts'
import { writePem } from '../pki/pem.ts'
import { parsePublicKeyPem } from '../pki/spki.ts'

/** The bare block of a public key, or of a certificate whose key is meant; what is neither stays as it is, for `check` to say why. */
export function publicKeyText(bytes: Uint8Array): { readonly text: string; readonly sha256: string | null } {
  const key = parsePublicKeyPem(bytes)
  if (key.ok) return { text: writePem('PUBLIC KEY', key.facts.spki), sha256: key.facts.sha256 }
  const certificate = parseOneCertificatePem(bytes)
  if (certificate.ok) return { text: writePem('CERTIFICATE', certificate.facts.der), sha256: certificate.facts.publicKey.sha256 }
  return { text: new TextDecoder('utf-8').decode(bytes), sha256: null }
}
