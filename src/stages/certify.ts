import { assembleCertificate, buildTbs, type CertificateFields } from '../pki/build-certificate.ts'
import { assembleCsr, buildCsrInfo } from '../pki/build-csr.ts'
import { extendedKeyUsage, keyUsage } from '../pki/build-extensions.ts'
import { parseCertificate } from '../pki/certificate.ts'
import type { CertificateFacts } from '../pki/facts.ts'
import type { KeyPair } from '../pki/keys.ts'
import { writePem } from '../pki/pem.ts'
import { type SubjectInput, subjectName } from '../pki/profiles.ts'

const DAY = 86_400_000
const BACKDATE = 3_600_000

/** The certificate with these fields, signed by `key` and read back. */
export function certify(fields: CertificateFields, key: KeyPair): CertificateFacts {
  const tbs = buildTbs(fields)
  const parsed = parseCertificate(assembleCertificate(tbs, fields.algorithm, key.sign(tbs)))
  if (!parsed.ok) throw new TypeError(`a certificate was built that cannot be read: ${parsed.message}`)
  return parsed.facts
}

/** PEM of certificates in a row, leaf first. */
export const certificatesText = (certificates: readonly CertificateFacts[]): string => certificates.map(({ der }) => writePem('CERTIFICATE', der)).join('')

/** PEM of a request for a client certificate, by its own key. */
export function clientRequest(subject: SubjectInput, key: KeyPair): string {
  const info = buildCsrInfo({
    subject: subjectName(subject),
    publicKey: key.publicKey,
    extensions: [keyUsage('digitalSignature'), extendedKeyUsage('clientAuth')],
  })
  return writePem('CERTIFICATE REQUEST', assembleCsr(info, key.algorithm, key.sign(info)))
}

/** Validity of exactly `days`, begun an hour ago for clocks that are slow; the last second is part of it (RFC 5280 §4.1.2.5). */
export function validity(at: Date, days: number): { readonly notBefore: Date; readonly notAfter: Date } {
  const notBefore = new Date(at.getTime() - BACKDATE)
  return { notBefore, notAfter: new Date(notBefore.getTime() + days * DAY - 1000) }
}
