import type { IssuedRecord } from '../../model/generated/files.ts'
import { formatInstant } from '../../model/time.ts'
import { assembleCertificate } from '../../pki/build-certificate.ts'
import { parseCertificate } from '../../pki/certificate.ts'
import { equalBytes } from '../../pki/der.ts'
import { sha256Hex } from '../../pki/digest.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import type { SigningCa } from './run.ts'

/** The TBS that an intended record carries, proven to be the one it names; or what is wrong with it. */
export function parseTbs(record: IssuedRecord, ca: SigningCa): Uint8Array | string {
  if (record.tbsDer === undefined) return 'The record is intended but does not hold the TBS that was to be signed.'
  const tbs = new Uint8Array(Buffer.from(record.tbsDer, 'base64'))
  if (sha256Hex(tbs) !== record.tbs) return 'The TBS in the record does not have the SHA-256 that the record names.'
  const facts = unsignedFacts(tbs, ca)
  if (facts === null) return 'The TBS in the record cannot be read.'
  const agrees =
    facts.serial === record.serial &&
    facts.publicKey.sha256 === record.spki &&
    formatInstant(facts.notBefore) === record.notBefore &&
    formatInstant(facts.notAfter) === record.notAfter
  if (!agrees) return 'The TBS in the record has another serial, key or validity than the record.'
  if (!equalBytes(facts.issuer.der, ca.certificate.subject.der)) return `The TBS in the record names another issuer than hub/ca/${ca.name}.pem.`
  return tbs
}

/** Facts of a TBS that nobody has signed yet; null where it is not one. */
export function unsignedFacts(tbs: Uint8Array, ca: SigningCa): CertificateFacts | null {
  const parsed = parseCertificate(assembleCertificate(tbs, ca.signer.algorithm, Uint8Array.of(0)))
  return parsed.ok ? parsed.facts : null
}
