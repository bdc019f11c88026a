import type { Document, Environment } from '../../model/environment.ts'
import type { RevokedFile } from '../../model/generated/files.ts'
import { parseInstant } from '../../model/time.ts'
import type { RevokedInput } from '../../pki/build-crl.ts'
import { equalBytes } from '../../pki/der.ts'
import type { CertificateFacts, CrlFacts } from '../../pki/facts.ts'
import { REVOCATION_REASONS, type RevocationReason } from '../../pki/revocation-reason.ts'
import type { SigningCa } from './run.ts'

const KEY_PREFIX = 'spki-'

/**
 * What the CRL of a CA must list: each certificate it issued that is revoked itself or by its key, each revoked serial that
 * no other CA is known to have issued, and everything its last list had. Nothing ever comes off it.
 */
export function revokedUnder(
  environment: Environment,
  ca: Pick<SigningCa, 'certificate'>,
  context: { readonly previous: CrlFacts | null; readonly at: Date },
): readonly RevokedInput[] {
  const entries = new Map<string, RevokedInput>()
  for (const [serial, entry] of context.previous?.entries ?? []) entries.set(serial, { serial, revokedAt: entry.revokedAt, reason: asReason(entry.reason) })
  const add = (serial: string, document: Document<RevokedFile>): void => {
    if (!entries.has(serial)) entries.set(serial, { serial, revokedAt: revokedAt(document, context.at), reason: asReason(document.value?.reason ?? null) })
  }
  const known = knownCertificates(environment)
  const keys = new Map(
    environment.revoked.filter(({ name }) => name.startsWith(KEY_PREFIX)).map((document) => [document.name.slice(KEY_PREFIX.length), document]),
  )
  const bearers = bySerial(known)
  for (const document of environment.revoked)
    if (!document.name.startsWith(KEY_PREFIX) && mayBeOf(ca, bearers.get(document.name) ?? [])) add(document.name, document)
  for (const certificate of known) {
    const byKey = keys.get(certificate.publicKey.sha256)
    if (byKey !== undefined && isIssuedBy(certificate, ca)) add(certificate.serial, byKey)
  }
  return [...entries.values()]
}

function knownCertificates({ issued, hub }: Environment): readonly CertificateFacts[] {
  const single = [...issued.certificates, ...hub.ca].flatMap(({ parsed }) => (parsed.ok ? [parsed.facts] : []))
  return [...single, ...hub.server.flatMap(({ parsed }) => (parsed.ok ? [parsed.facts[0]] : []))]
}

const isIssuedBy = (certificate: CertificateFacts, ca: Pick<SigningCa, 'certificate'>): boolean =>
  equalBytes(certificate.issuer.der, ca.certificate.subject.der)

function bySerial(known: readonly CertificateFacts[]): ReadonlyMap<string, readonly CertificateFacts[]> {
  const bearers = new Map<string, CertificateFacts[]>()
  for (const certificate of known) {
    const others = bearers.get(certificate.serial)
    if (others === undefined) bearers.set(certificate.serial, [certificate])
    else others.push(certificate)
  }
  return bearers
}

/** A serial that nobody has a certificate for may be of a certificate that was signed and lost: it goes on every list. */
const mayBeOf = (ca: Pick<SigningCa, 'certificate'>, bearers: readonly CertificateFacts[]): boolean =>
  bearers.length === 0 || bearers.some((certificate) => isIssuedBy(certificate, ca))

/** As the file says, but never later than the list itself; a file that cannot be read still revokes. */
function revokedAt(document: Document<RevokedFile>, at: Date): Date {
  const said = document.value === null ? null : parseInstant(document.value.at)
  return said === null || said > at ? at : said
}

function asReason(name: string | null): RevocationReason | null {
  return name !== null && Object.hasOwn(REVOCATION_REASONS, name) && name !== 'removeFromCRL' ? (name as RevocationReason) : null
}
