/** Certification requests (RFC 2986), by our own writer: with the DER writer at hand it is shorter than driving a library, and synchronous. */
import type { SignatureName } from './algorithms.ts'
import { assembleSigned } from './build-certificate.ts'
import { concat, explicit, integer, oid, sequence, sequenceOf, set } from './der-write.ts'

const EXTENSION_REQUEST = '1.2.840.113549.1.9.14'

export interface CsrFields {
  /** DER of the subject's Name. */
  readonly subject: Uint8Array
  /** DER of the SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array
  /** DER of each requested Extension; none leaves the attribute out. */
  readonly extensions: readonly Uint8Array[]
}

/** DER of the CertificationRequestInfo. */
export function buildCsrInfo(fields: CsrFields): Uint8Array {
  return buildCsrInfoWith(fields, fields.extensions.length === 0 ? [] : [extensionRequest(fields.extensions)])
}

/** The same with any attributes, each the DER of one Attribute. */
export function buildCsrInfoWith(fields: Omit<CsrFields, 'extensions'>, attributes: readonly Uint8Array[]): Uint8Array {
  return sequence(integer(0), fields.subject, fields.publicKey, explicit(0, concat(attributes)))
}

/** DER of the extensionRequest attribute (RFC 2985 §5.4.2). */
export function extensionRequest(extensions: readonly Uint8Array[]): Uint8Array {
  return sequence(oid(EXTENSION_REQUEST), set(sequenceOf(extensions)))
}

/** DER of the request: exactly that info, and the signature over it by the key inside. Nothing is checked. */
export function assembleCsr(info: Uint8Array, algorithm: SignatureName, signature: Uint8Array): Uint8Array {
  return assembleSigned(info, algorithm, signature)
}
