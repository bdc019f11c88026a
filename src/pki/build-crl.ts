/** CRLs (RFC 5280 §5), by our own encoder: the libraries at hand need quadratic time and leave out AKI and number. */
import { algorithmIdentifier, type SignatureName } from './algorithms.ts'
import { assembleSigned } from './build-certificate.ts'
import { authorityKeyIdentifier, crlNumber, extension } from './build-extensions.ts'
import { compareBytes } from './der.ts'
import { fromHex } from './der-values.ts'
import { enumerated, explicit, integer, positiveInteger, sequence, sequenceOf, time } from './der-write.ts'
import { EXTENSION_OID } from './oids.ts'
import { REVOCATION_REASONS, type RevocationReason } from './revocation-reason.ts'

export interface RevokedInput {
  /** Hex of the serial number. */
  readonly serial: string
  readonly revokedAt: Date
  /** `unspecified` and null write no reason code (RFC 5280 §5.3.1). */
  readonly reason: RevocationReason | null
}

export interface CrlFields {
  readonly algorithm: SignatureName
  /** DER of the issuer's Name. */
  readonly issuer: Uint8Array
  /** Subject key identifier of the issuer. */
  readonly keyIdentifier: Uint8Array
  readonly number: bigint
  readonly thisUpdate: Date
  readonly nextUpdate: Date
  readonly entries: readonly RevokedInput[]
}

/** DER of the TBSCertList, version 2, entries sorted by serial; same fields in any order of entries, same bytes. */
export function buildTbsCrl(fields: CrlFields): Uint8Array {
  const entries = fields.entries.map(writeEntry).sort((a, b) => compareBytes(a.serial, b.serial))
  return sequence(
    integer(1),
    algorithmIdentifier(fields.algorithm),
    fields.issuer,
    time(fields.thisUpdate),
    time(fields.nextUpdate),
    ...(entries.length === 0 ? [] : [sequenceOf(entries.map((entry) => entry.der))]),
    explicit(0, sequence(authorityKeyIdentifier(fields.keyIdentifier), crlNumber(fields.number))),
  )
}

/** DER of the CRL: exactly that TBS, and the signature over it. Nothing is checked. */
export function assembleCrl(tbs: Uint8Array, algorithm: SignatureName, signature: Uint8Array): Uint8Array {
  return assembleSigned(tbs, algorithm, signature)
}

function writeEntry({ serial, revokedAt, reason }: RevokedInput): { serial: Uint8Array; der: Uint8Array } {
  const number = positiveInteger(fromHex(serial))
  const code = reason === null ? 0 : REVOCATION_REASONS[reason]
  const extensions = code === 0 ? [] : [sequence(extension(EXTENSION_OID.reasonCode, false, enumerated(code)))]
  return { serial: number, der: sequence(number, time(revokedAt), ...extensions) }
}
