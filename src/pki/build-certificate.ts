/** Certificates out of typed fields: the TBS first, so that it can be linted and recorded before anything signs it. */
import { algorithmIdentifier, type SignatureName } from './algorithms.ts'
import { fromHex } from './der-values.ts'
import { bitString, explicit, integer, positiveInteger, sequence, sequenceOf, time } from './der-write.ts'

/** Everything that a version 3 certificate says. */
export interface CertificateFields {
  /** Hex of the positive serial number. */
  readonly serial: string
  readonly algorithm: SignatureName
  /** DER of the issuer's Name, byte for byte the issuer's subject. */
  readonly issuer: Uint8Array
  readonly notBefore: Date
  readonly notAfter: Date
  /** DER of the subject's Name. */
  readonly subject: Uint8Array
  /** DER of the SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array
  /** DER of each Extension, in order; at least one. */
  readonly extensions: readonly Uint8Array[]
}

/** DER of the TBSCertificate: what is linted, recorded and signed. Same fields, same bytes. */
export function buildTbs(fields: CertificateFields): Uint8Array {
  return sequence(
    explicit(0, integer(2)),
    positiveInteger(fromHex(fields.serial)),
    algorithmIdentifier(fields.algorithm),
    fields.issuer,
    sequence(time(fields.notBefore), time(fields.notAfter)),
    fields.subject,
    fields.publicKey,
    explicit(3, sequenceOf(fields.extensions)),
  )
}

/** DER of the certificate: exactly that TBS, and the signature over it (DER ECDSA-Sig-Value, or PKCS#1). Nothing is checked. */
export function assembleCertificate(tbs: Uint8Array, algorithm: SignatureName, signature: Uint8Array): Uint8Array {
  return assembleSigned(tbs, algorithm, signature)
}

/** SIGNED{…} (RFC 5280 §4.1.1): certificates, CRLs and requests have the same outer shape. */
export function assembleSigned(tbs: Uint8Array, algorithm: SignatureName, signature: Uint8Array): Uint8Array {
  return sequence(tbs, algorithmIdentifier(algorithm), bitString(signature))
}
