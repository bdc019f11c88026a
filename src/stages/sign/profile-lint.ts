import type { DfspFile, EnvironmentFile } from '../../model/generated/files.ts'
import { equalBytes } from '../../pki/der.ts'
import type { CertificateFacts, GeneralName } from '../../pki/facts.ts'
import { EXTENSION_OID, PURPOSE_OID } from '../../pki/oids.ts'
import { dfspUri, subjectName } from '../../pki/profiles.ts'

interface Expected {
  readonly settings: EnvironmentFile
  readonly dfsp: { readonly id: string; readonly profile: { readonly value: Pick<DfspFile, 'country' | 'name'> | null } | null }
  /** SHA-256 of the CSR's key. */
  readonly spki: string
  readonly issuer: CertificateFacts
}

const ALLOWED: ReadonlySet<string> = new Set([
  EXTENSION_OID.basicConstraints,
  EXTENSION_OID.keyUsage,
  EXTENSION_OID.extendedKeyUsage,
  EXTENSION_OID.subjectAltName,
  EXTENSION_OID.subjectKeyIdentifier,
  EXTENSION_OID.authorityKeyIdentifier,
  EXTENSION_OID.crlDistributionPoints,
])

const MAX_SERIAL_OCTETS = 20
const MIN_SERIAL_OCTETS = 16
const DAY = 86_400_000
const MINUTE = 60_000

const hasGoodSerial = (facts: CertificateFacts): boolean =>
  !facts.serialNegative && facts.serialOctets >= MIN_SERIAL_OCTETS && facts.serialOctets < MAX_SERIAL_OCTETS

function hasRegistrySubject(facts: CertificateFacts, { dfsp }: Expected): boolean {
  const profile = dfsp.profile?.value
  return profile != null && equalBytes(facts.subject.der, subjectName({ country: profile.country, organization: profile.name, commonName: dfsp.id }))
}

function hasOnlyUri({ decoded }: CertificateFacts, { settings, dfsp }: Expected): boolean {
  const names: readonly GeneralName[] = decoded.subjectAltName?.names ?? []
  const [only] = names
  return names.length === 1 && only?.kind === 'uri' && only.value === dfspUri(settings.trustDomain, dfsp.id)
}

function isShortEnough(facts: CertificateFacts, { settings }: Expected): boolean {
  const { days, backdateMinutes } = settings.policy.clientCertificate
  return facts.notAfter.getTime() - facts.notBefore.getTime() <= days * DAY + backdateMinutes * MINUTE
}

const CHECKS: readonly (readonly [sentence: string, holds: (facts: CertificateFacts, expected: Expected) => boolean])[] = [
  ['it is not a version 3 certificate without defects', (facts) => facts.version === 3 && facts.defects.length === 0 && facts.duplicateExtensions.length === 0],
  ['its serial number is not 16 to 19 positive octets', hasGoodSerial],
  ['its subject is not the one of the registry', hasRegistrySubject],
  ['its issuer is not the CA that signs', (facts, { issuer }) => equalBytes(facts.issuer.der, issuer.subject.der)],
  ['its key is not the one of the CSR', (facts, { spki }) => facts.publicKey.sha256 === spki],
  ['it has an extension outside the profile', (facts) => facts.extensions.every(({ oid }) => ALLOWED.has(oid))],
  ['it is not an end entity', ({ decoded: { basicConstraints } }) => basicConstraints?.ca === false],
  ['its key usage is not digitalSignature alone', ({ decoded: { keyUsage } }) => keyUsage?.bits.size === 1 && keyUsage.bits.has('digitalSignature')],
  [
    'its extended key usage is not clientAuth alone',
    ({ decoded: { extendedKeyUsage } }) => extendedKeyUsage?.purposes.length === 1 && extendedKeyUsage.purposes[0] === PURPOSE_OID.clientAuth,
  ],
  ['its subject alternative name is not the URI of the DFSP alone', hasOnlyUri],
  [
    'it has no subject or authority key identifier',
    ({ decoded }) => decoded.subjectKeyIdentifier !== null && decoded.authorityKeyIdentifier?.keyIdentifier != null,
  ],
  [
    'its CRL distribution point is not the one of the policy',
    ({ decoded }, { settings }) => (decoded.crlDistributionPoints ?? []).join(' ') === (settings.policy.crl.url ?? ''),
  ],
  ['it outlives its issuer', (facts, { issuer }) => facts.notAfter <= issuer.notAfter && facts.notBefore < facts.notAfter],
  ['it is valid for longer than the policy says', isShortEnough],
]

/** What makes a certificate other than the one that CONTRACT §4 "Issued" describes; nothing is everything as it should be. */
export function profileProblems(facts: CertificateFacts, expected: Expected): readonly string[] {
  return CHECKS.filter(([, holds]) => !holds(facts, expected)).map(([sentence]) => sentence)
}
