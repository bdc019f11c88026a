/** Extensions for what Muhuri makes (RFC 5280 §4.2), each as the DER of one `Extension`. */
import { boolean, concat, explicit, implicit, integer, namedBits, octetString, oid, sequence, sequenceOf } from './der-write.ts'
import { sha1 } from './digest.ts'
import { KEY_USAGES, type KeyUsage } from './key-usage.ts'
import { EXTENSION_OID, PURPOSE_OID } from './oids.ts'
import { subjectPublicKeyBits } from './spki.ts'

/** One extension: critical FALSE is left out, as DER asks. */
export function extension(type: string, critical: boolean, value: Uint8Array): Uint8Array {
  return critical ? sequence(oid(type), boolean(true), octetString(value)) : sequence(oid(type), octetString(value))
}

/** Basic constraints, critical: a CA with its path length, or with null an end entity (an empty SEQUENCE). */
export function basicConstraints(ca: { readonly pathLength: number | null } | null): Uint8Array {
  const parts = ca === null ? [] : [boolean(true), ...(ca.pathLength === null ? [] : [integer(ca.pathLength)])]
  return extension(EXTENSION_OID.basicConstraints, true, sequenceOf(parts))
}

/** Key usage, critical. */
export function keyUsage(...usages: readonly KeyUsage[]): Uint8Array {
  return extension(EXTENSION_OID.keyUsage, true, namedBits(usages.map((usage) => KEY_USAGES.indexOf(usage))))
}

/** Extended key usage, not critical. */
export function extendedKeyUsage(...purposes: readonly (keyof typeof PURPOSE_OID)[]): Uint8Array {
  return extension(EXTENSION_OID.extendedKeyUsage, false, sequenceOf(purposes.map((purpose) => oid(PURPOSE_OID[purpose]))))
}

/** A name to write: of a subject alternative name, or the base of a constraint. */
export type NameInput =
  | { readonly kind: 'dns' | 'email' | 'uri'; readonly value: string }
  /** Address octets; in a constraint address and mask, 8 or 32 octets. */
  | { readonly kind: 'ip'; readonly bytes: Uint8Array }
  | { readonly kind: 'directory'; readonly der: Uint8Array }

const TEXT_TAG = { email: 1, dns: 2, uri: 6 } as const

/** DER of one GeneralName. */
export function generalName(name: NameInput): Uint8Array {
  if (name.kind === 'ip') return implicit(7, name.bytes)
  if (name.kind === 'directory') return explicit(4, name.der)
  return implicit(TEXT_TAG[name.kind], new TextEncoder().encode(name.value))
}

/** Subject alternative names, not critical: for certificates with a subject. */
export function subjectAltName(names: readonly NameInput[]): Uint8Array {
  return extension(EXTENSION_OID.subjectAltName, false, sequenceOf(names.map(generalName)))
}

/** Key identifier of a key: SHA-1 of the subjectPublicKey bits (RFC 5280 §4.2.1.2, method 1). */
export const keyIdentifier = (spki: Uint8Array): Uint8Array => sha1(subjectPublicKeyBits(spki))

/** Subject key identifier, not critical. */
export function subjectKeyIdentifier(identifier: Uint8Array): Uint8Array {
  return extension(EXTENSION_OID.subjectKeyIdentifier, false, octetString(identifier))
}

/** Authority key identifier with the key identifier alone, not critical. */
export function authorityKeyIdentifier(identifier: Uint8Array): Uint8Array {
  return extension(EXTENSION_OID.authorityKeyIdentifier, false, sequence(implicit(0, identifier)))
}

/** Name constraints, critical; a list that is empty is left out. */
export function nameConstraints(subtrees: { readonly permitted: readonly NameInput[]; readonly excluded: readonly NameInput[] }): Uint8Array {
  const list = (number: number, names: readonly NameInput[]): Uint8Array[] =>
    names.length === 0 ? [] : [explicit(number, concat(names.map((name) => sequence(generalName(name)))))]
  return extension(EXTENSION_OID.nameConstraints, true, sequenceOf([...list(0, subtrees.permitted), ...list(1, subtrees.excluded)]))
}

/** CRL distribution point with one URL (RFC 5280 §4.2.1.13), not critical. */
export function crlDistributionPoint(url: string): Uint8Array {
  const fullName = explicit(0, implicit(6, new TextEncoder().encode(url)))
  return extension(EXTENSION_OID.crlDistributionPoints, false, sequence(sequence(explicit(0, fullName))))
}

/** CRL number (RFC 5280 §5.2.3), not critical. */
export const crlNumber = (number: bigint): Uint8Array => extension(EXTENSION_OID.crlNumber, false, integer(number))
