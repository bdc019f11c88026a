/** The same certificate, request or CRL under other keys: what the rehearsal puts in the place of everyone's (DESIGN §6). */

import { algorithmIdentifier, type SignatureName } from './algorithms.ts'
import { assembleSigned, buildTbs } from './build-certificate.ts'
import { assembleCsr, buildCsrInfo } from './build-csr.ts'
import { authorityKeyIdentifier, extension, keyIdentifier, subjectKeyIdentifier } from './build-extensions.ts'
import { encoding, readDer } from './der.ts'
import { explicit, sequence, sequenceOf } from './der-write.ts'
import type { CertificateFacts, CrlFacts, CsrFacts, Extension } from './facts.ts'
import { EXTENSION_OID } from './oids.ts'

/** A throw-away CA that signs twins. */
export interface TwinIssuer {
  /** DER of its subject: the original issuer's, unless names change too. */
  readonly name: Uint8Array
  readonly keyIdentifier: Uint8Array
  readonly algorithm: SignatureName
  sign(tbs: Uint8Array): Uint8Array
}

/** A certificate with the same serial, validity, subject and extensions, for another key and from another issuer: only keys, key identifiers and issuer differ. */
export function reissue(original: CertificateFacts, replacement: { readonly publicKey: Uint8Array; readonly issuer: TwinIssuer }): Uint8Array {
  const { publicKey, issuer } = replacement
  const tbs = buildTbs({
    serial: original.serial,
    algorithm: issuer.algorithm,
    issuer: issuer.name,
    notBefore: original.notBefore,
    notAfter: original.notAfter,
    subject: original.subject.der,
    publicKey,
    extensions: replaceKeyIdentifiers(original.extensions, publicKey, issuer),
  })
  return assembleSigned(tbs, issuer.algorithm, issuer.sign(tbs))
}

function replaceKeyIdentifiers(extensions: readonly Extension[], publicKey: Uint8Array, issuer: TwinIssuer): Uint8Array[] {
  return extensions.map(({ oid, critical, value }) => {
    if (oid === EXTENSION_OID.subjectKeyIdentifier) return subjectKeyIdentifier(keyIdentifier(publicKey))
    if (oid === EXTENSION_OID.authorityKeyIdentifier) return authorityKeyIdentifier(issuer.keyIdentifier)
    return extension(oid, critical, value)
  })
}

/** A request with the same subject and requested extensions by another key; other attributes are left out. */
export function reissueCsr(
  original: CsrFacts,
  key: { readonly publicKey: Uint8Array; readonly algorithm: SignatureName; sign(data: Uint8Array): Uint8Array },
): Uint8Array {
  const extensions = original.extensions.map(({ oid, critical, value }) => extension(oid, critical, value))
  const info = buildCsrInfo({ subject: original.subject.der, publicKey: key.publicKey, extensions })
  return assembleCsr(info, key.algorithm, key.sign(info))
}

/** A CRL with the same entries, number and times by another issuer; of its extensions only the key identifier differs. */
export function reissueCrl(original: CrlFacts, issuer: TwinIssuer): Uint8Array {
  const members = readDer(original.tbs).children
  const extensions = original.extensions.map(({ oid, critical, value }) =>
    oid === EXTENSION_OID.authorityKeyIdentifier ? authorityKeyIdentifier(issuer.keyIdentifier) : extension(oid, critical, value),
  )
  const hasVersion = members[0]?.tag === 0x02
  const kept = members.slice(hasVersion ? 3 : 2).filter((member) => member.tag !== 0xa0)
  const tbs = sequence(
    ...(hasVersion ? members.slice(0, 1) : []).map(encoding),
    algorithmIdentifier(issuer.algorithm),
    issuer.name,
    ...kept.map(encoding),
    ...(extensions.length === 0 ? [] : [explicit(0, sequenceOf(extensions))]),
  )
  return assembleSigned(tbs, issuer.algorithm, issuer.sign(tbs))
}
