/** What RFC 5280 §4 asks of each certificate in a path, by itself. */
import { signatureAlgorithm, signatureAlgorithmName } from './algorithms.ts'
import { equalBytes } from './der.ts'
import { extensionName } from './extensions.ts'
import type { CertificateFacts, PublicKeyFacts } from './facts.ts'
import { nameProblem, strayCommonName } from './host-name.ts'
import { isMakerDefect } from './maker-defect.ts'
import { EXTENSION_OID, PURPOSE_OID } from './oids.ts'
import type { FactsRequest, PathProblem, PathProblemCode } from './path-request.ts'
import { visibleText } from './visible-text.ts'

/** Where in the path a certificate stands. */
export type Role = 'leaf' | 'intermediate' | 'anchor'

type Found = readonly (readonly [PathProblemCode, string])[]
type Check = (certificate: CertificateFacts, role: Role, request: FactsRequest) => Found

const NONE: Found = []
const malformed = (...messages: readonly (string | null | false)[]): Found =>
  messages.flatMap((message) => (typeof message === 'string' ? [['malformed', message] as const] : []))

/** Extensions that are processed, or may be critical without changing what a path means while no policy is asked for. */
const PROCESSED: ReadonlySet<string> = new Set([
  EXTENSION_OID.basicConstraints,
  EXTENSION_OID.keyUsage,
  EXTENSION_OID.extendedKeyUsage,
  EXTENSION_OID.subjectAltName,
  EXTENSION_OID.nameConstraints,
  EXTENSION_OID.certificatePolicies,
  EXTENSION_OID.crlDistributionPoints,
])

const NEVER_CRITICAL: readonly string[] = [
  EXTENSION_OID.authorityKeyIdentifier,
  EXTENSION_OID.subjectKeyIdentifier,
  EXTENSION_OID.authorityInfoAccess,
  EXTENSION_OID.freshestCrl,
]

const ALWAYS_CRITICAL: readonly string[] = [EXTENSION_OID.nameConstraints, EXTENSION_OID.policyConstraints, EXTENSION_OID.inhibitAnyPolicy]

const CHECKS: readonly Check[] = [
  encodingCheck,
  serialCheck,
  timeCheck,
  algorithmCheck,
  keyCheck,
  criticalCheck,
  caCheck,
  leafCheck,
  identifierCheck,
  namesCheck,
  strictCheck,
]

/** Everything that is wrong with one certificate in its role; what depends on its neighbours is `chainProblems`'. */
export function certificateProblems(certificate: CertificateFacts, role: Role, request: FactsRequest): PathProblem[] {
  const found = CHECKS.flatMap((check) => check(certificate, role, request))
  const subject = certificate.subject.text === '' ? 'The certificate without subject' : `"${certificate.subject.text}"`
  return found.map(([code, message]) => ({ code, message: `${subject}: ${message}.`, certificate: certificate.sha256 }))
}

function encodingCheck(certificate: CertificateFacts): Found {
  return malformed(
    ...certificate.defects.filter((defect) => !isMakerDefect(defect)),
    ...certificate.duplicateExtensions.map((oid) => `extension ${extensionName(oid)} occurs more than once`),
    certificate.version !== 3 && `it has version ${certificate.version}; expected 3`,
    !certificate.signatureAlgorithmsAgree && 'its two signature algorithms differ',
    certificate.issuer.rdns.length === 0 && 'its issuer is empty',
  )
}

// Old public roots have the serial number 0; nothing refers to a root by its serial.
function serialCheck(certificate: CertificateFacts, role: Role): Found {
  const isZero = certificate.serial === '00' && !(role === 'anchor' && certificate.selfIssued)
  return malformed(
    (certificate.serialNegative || isZero) && `its serial number ${certificate.serial} is not positive`,
    certificate.serialOctets > 20 && `its serial number has ${certificate.serialOctets} octets; at most 20 are allowed`,
  )
}

function timeCheck(certificate: CertificateFacts, _role: Role, { at }: FactsRequest): Found {
  const seconds = Math.floor(at.getTime() / 1000) * 1000
  if (seconds < certificate.notBefore.getTime()) return [['not-yet-valid', `it is valid only from ${certificate.notBefore.toISOString()}`]]
  if (seconds > certificate.notAfter.getTime()) return [['expired', `it expired at ${certificate.notAfter.toISOString()}`]]
  return NONE
}

// The signature of a trust anchor is never verified, so its algorithm does not matter.
function algorithmCheck(certificate: CertificateFacts, role: Role): Found {
  if (role === 'anchor' && certificate.selfIssued) return NONE
  if (signatureAlgorithm(certificate.signatureAlgorithm)?.allowed === true) return NONE
  return [['algorithm', `it is signed with ${signatureAlgorithmName(certificate.signatureAlgorithm)}, which is not allowed`]]
}

function keyCheck(certificate: CertificateFacts): Found {
  const problem = keyProblem(certificate.publicKey)
  return problem === null ? NONE : [['weak-key', problem]]
}

const CURVES: ReadonlySet<string> = new Set(['P-256', 'P-384', 'P-521'])

function keyProblem(key: PublicKeyFacts): string | null {
  if (key.kind === 'other') return `its key is of the kind ${key.oid}; expected RSA or EC`
  if (key.kind === 'ec') return CURVES.has(key.curve) ? key.pointProblem : `its key is on the curve ${key.curve}; expected P-256, P-384 or P-521`
  if (key.bits < 2048 || key.bits % 8 !== 0) return `its RSA key has ${key.bits} bits; expected at least 2048 and a multiple of 8`
  return key.exponent < 3n || key.exponent % 2n === 0n ? `its RSA exponent is ${key.exponent}` : null
}

function criticalCheck(certificate: CertificateFacts): Found {
  return certificate.extensions.flatMap(({ oid, critical }): Found => {
    if (critical && NEVER_CRITICAL.includes(oid)) return malformed(`extension ${extensionName(oid)} must not be critical`)
    if (!critical && ALWAYS_CRITICAL.includes(oid)) return malformed(`extension ${extensionName(oid)} must be critical`)
    return critical && !PROCESSED.has(oid) ? [['critical-extension', `the critical extension ${extensionName(oid)} is not processed here`]] : NONE
  })
}

function caCheck(certificate: CertificateFacts, role: Role, { profile }: FactsRequest): Found {
  const { basicConstraints, keyUsage, subjectKeyIdentifier } = certificate.decoded
  if (role === 'leaf') return NONE
  if (basicConstraints?.ca !== true) return [['not-a-ca', 'it is not a CA (basic constraints)']]
  const unfit: Found = keyUsage !== null && !keyUsage.bits.has('keyCertSign') ? [['not-a-ca', 'its key usage does not include keyCertSign']] : NONE
  return [
    ...unfit,
    ...malformed(
      profile !== 'deployed' && !basicConstraints.critical && 'basic constraints of a CA must be critical',
      certificate.subject.rdns.length === 0 && 'a CA must have a subject',
      profile !== 'deployed' && subjectKeyIdentifier === null && 'a CA must have a subject key identifier',
    ),
  ]
}

function leafCheck(certificate: CertificateFacts, role: Role, { profile }: FactsRequest): Found {
  if (role !== 'leaf') return NONE
  const { basicConstraints, keyUsage, nameConstraints, subjectAltName, subjectKeyIdentifier } = certificate.decoded
  const isCa = basicConstraints?.ca === true
  const signs = keyUsage?.bits.has('keyCertSign') === true
  return malformed(
    !isCa && signs && 'its key usage includes keyCertSign, but it is not a CA',
    isCa && certificate.subject.rdns.length === 0 && 'a CA must have a subject',
    profile !== 'deployed' && isCa && subjectKeyIdentifier === null && 'a CA must have a subject key identifier',
    isCa && keyUsage !== null && !signs && 'it is a CA whose key usage does not include keyCertSign',
    !isCa && nameConstraints !== null && 'name constraints stand in an end entity certificate',
    !isCa && basicConstraints !== null && basicConstraints.pathLength !== null && 'a path length stands in an end entity certificate',
    certificate.subject.rdns.length === 0 && subjectAltName?.critical !== true && 'without subject its subject alternative name must be there and critical',
  )
}

/** Authority key identifiers (RFC 5280 §4.2.1.1): everywhere but in a self-signed anchor. */
function identifierCheck(certificate: CertificateFacts, role: Role, { profile }: FactsRequest): Found {
  if (profile === 'deployed') return NONE
  const isRoot = role === 'anchor' && certificate.selfIssued
  const keyIdentifier = certificate.decoded.authorityKeyIdentifier?.keyIdentifier ?? null
  return malformed(!isRoot && keyIdentifier === null && 'it has no authority key identifier')
}

function namesCheck(certificate: CertificateFacts): Found {
  return malformed(...(certificate.decoded.subjectAltName?.names ?? []).map(nameProblem))
}

function strictCheck(certificate: CertificateFacts, role: Role, request: FactsRequest): Found {
  if (request.profile === 'rfc5280' || request.profile === 'deployed') return NONE
  return role === 'leaf' ? strictLeaf(certificate, request) : role === 'anchor' && certificate.selfIssued ? strictRoot(certificate) : NONE
}

function strictLeaf(certificate: CertificateFacts, { purpose, names }: FactsRequest): Found {
  const { extendedKeyUsage, subjectAltName } = certificate.decoded
  const isServer = purpose === 'server' || (purpose === null && names?.some(({ kind }) => kind !== 'email') === true)
  const stray = isServer ? strayCommonName(certificate) : null
  return malformed(
    subjectAltName?.critical === true && certificate.subject.rdns.length > 0 && 'its subject alternative name must not be critical, since it has a subject',
    isServer && extendedKeyUsage?.critical === true && 'its extended key usage must not be critical',
    isServer && extendedKeyUsage?.purposes.includes(PURPOSE_OID.any) === true && 'its extended key usage allows every purpose',
    stray !== null && `its common name "${visibleText(stray)}" is not one of its subject alternative names`,
  )
}

function strictRoot(certificate: CertificateFacts): Found {
  const { authorityKeyIdentifier: authority, subjectKeyIdentifier: own, extendedKeyUsage } = certificate.decoded
  const differs = authority !== null && (authority.keyIdentifier === null || own === null || !equalBytes(authority.keyIdentifier, own))
  return malformed(
    authority?.hasIssuerAndSerial === true && 'the authority key identifier of a root must not name issuer or serial',
    differs && 'the authority key identifier of a root must be its subject key identifier',
    extendedKeyUsage !== null && 'a root must not have an extended key usage',
  )
}
