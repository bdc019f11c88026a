/** The certificates that Muhuri makes, each as the fields of its TBS (DESIGN §7, CONTRACT §4 "Issued"). Nothing is taken from a CSR but its key. */
import type { SignatureName } from './algorithms.ts'
import type { CertificateFields } from './build-certificate.ts'
import {
  authorityKeyIdentifier,
  basicConstraints,
  crlDistributionPoint,
  extendedKeyUsage,
  keyIdentifier,
  keyUsage,
  type NameInput,
  nameConstraints,
  subjectAltName,
  subjectKeyIdentifier,
} from './build-extensions.ts'
import type { CertificateFacts } from './facts.ts'
import { writeName } from './name.ts'

/** What a new certificate needs to know of the CA that issues it. */
export interface Issuer {
  /** DER of its subject, byte for byte. */
  readonly name: Uint8Array
  readonly keyIdentifier: Uint8Array
  /** Algorithm of its signer. */
  readonly algorithm: SignatureName
  readonly notAfter: Date
}

/** The issuer that a CA certificate is, signing with `algorithm`. */
export function issuerOf(ca: CertificateFacts, algorithm: SignatureName): Issuer {
  const identifier = ca.decoded.subjectKeyIdentifier ?? keyIdentifier(ca.publicKey.spki)
  return { name: ca.subject.der, keyIdentifier: identifier, algorithm, notAfter: ca.notAfter }
}

/** Whose certificate it is: C, O and CN, in that order. */
export interface SubjectInput {
  readonly country: string
  readonly organization: string
  readonly commonName: string
}

interface Common {
  readonly serial: string
  readonly subject: SubjectInput
  /** DER of the SubjectPublicKeyInfo that is certified. */
  readonly publicKey: Uint8Array
  readonly notBefore: Date
  /** Cut to the issuer's where that ends sooner. */
  readonly notAfter: Date
}

interface Issued extends Common {
  readonly issuer: Issuer
  /** Where the issuer's CRL is published, or null. */
  readonly crlUrl?: string | null
}

/** DER of a subject: C in PrintableString, O and CN in UTF8String. */
export const subjectName = ({ country, organization, commonName }: SubjectInput): Uint8Array =>
  writeName([
    { type: 'C', value: country },
    { type: 'O', value: organization },
    { type: 'CN', value: commonName },
  ])

function selfSigned(input: Common & { readonly algorithm: SignatureName }, extensions: readonly Uint8Array[]): CertificateFields {
  const name = subjectName(input.subject)
  const { serial, algorithm, notBefore, notAfter, publicKey } = input
  return {
    serial,
    algorithm,
    issuer: name,
    subject: name,
    notBefore,
    notAfter,
    publicKey,
    extensions: [...extensions, subjectKeyIdentifier(keyIdentifier(publicKey))],
  }
}

function issued(input: Issued, extensions: readonly Uint8Array[]): CertificateFields {
  const { issuer, serial, notBefore, publicKey } = input
  return {
    serial,
    algorithm: issuer.algorithm,
    issuer: issuer.name,
    subject: subjectName(input.subject),
    notBefore,
    notAfter: new Date(Math.min(input.notAfter.getTime(), issuer.notAfter.getTime())),
    publicKey,
    extensions: [
      ...extensions,
      subjectKeyIdentifier(keyIdentifier(publicKey)),
      authorityKeyIdentifier(issuer.keyIdentifier),
      ...(typeof input.crlUrl === 'string' ? [crlDistributionPoint(input.crlUrl)] : []),
    ],
  }
}

const caExtensions = (pathLength: number): Uint8Array[] => [basicConstraints({ pathLength }), keyUsage('keyCertSign', 'cRLSign')]

/** The Hub's root: over issuing CAs only (path length 1). */
export const hubRoot = (input: Common & { readonly algorithm: SignatureName }): CertificateFields => selfSigned(input, caExtensions(1))

/** A DFSP's own root, which issues leaves itself (path length 0). */
export const dfspRoot = (input: Common & { readonly algorithm: SignatureName }): CertificateFields => selfSigned(input, caExtensions(0))

/** `0.0.0.0/0` and `::/0` as constraints: all zero address and mask. */
const EVERY_ADDRESS: readonly NameInput[] = [
  { kind: 'ip', bytes: new Uint8Array(8) },
  { kind: 'ip', bytes: new Uint8Array(32) },
]

/** The empty dNSName constraint, below which every DNS name lies. */
const EVERY_HOST: NameInput = { kind: 'dns', value: '' }

/** The `clients` CA: leaves for client authentication only, with URIs of the trust domain and neither DNS name nor address. */
export function clientsCa(input: Issued & { readonly trustDomain: string }): CertificateFields {
  const constraints = nameConstraints({ permitted: [{ kind: 'uri', value: input.trustDomain }], excluded: [EVERY_HOST, ...EVERY_ADDRESS] })
  return issued(input, [...caExtensions(0), extendedKeyUsage('clientAuth'), constraints])
}

export interface ServerNames {
  readonly hosts: readonly string[]
  /** 4 or 16 octets each. */
  readonly addresses?: readonly Uint8Array[]
}

/** The `servers` CA: leaves for server authentication only, for the Hub's hosts and, where given, addresses. */
export function serversCa(input: Issued & ServerNames): CertificateFields {
  const addresses = input.addresses ?? []
  const permitted: NameInput[] = [...input.hosts.map((value): NameInput => ({ kind: 'dns', value })), ...addresses.map(singleAddress)]
  const unusedFamilies = EVERY_ADDRESS.filter((every) => every.kind === 'ip' && !addresses.some((address) => address.length * 2 === every.bytes.length))
  const excluded = [...(input.hosts.length === 0 ? [EVERY_HOST] : []), ...unusedFamilies]
  return issued(input, [...caExtensions(0), extendedKeyUsage('serverAuth'), nameConstraints({ permitted, excluded })])
}

const singleAddress = (address: Uint8Array): NameInput => ({ kind: 'ip', bytes: Uint8Array.from([...address, ...address.map(() => 0xff)]) })

/** A DFSP's client certificate, or with a DFSP's CA as issuer the Hub's: identity is the URI (CONTRACT §4). */
export function clientLeaf(input: Issued & { readonly uri: string }): CertificateFields {
  return issued(input, [
    basicConstraints(null),
    keyUsage('digitalSignature'),
    extendedKeyUsage('clientAuth'),
    subjectAltName([{ kind: 'uri', value: input.uri }]),
  ])
}

/** A TLS server certificate for these hosts and addresses. */
export function serverLeaf(input: Issued & ServerNames): CertificateFields {
  const names: NameInput[] = [
    ...input.hosts.map((value): NameInput => ({ kind: 'dns', value })),
    ...(input.addresses ?? []).map((bytes): NameInput => ({ kind: 'ip', bytes })),
  ]
  return issued(input, [basicConstraints(null), keyUsage('digitalSignature'), extendedKeyUsage('serverAuth'), subjectAltName(names)])
}

/** The URI that names a DFSP in its client certificate. */
export const dfspUri = (trustDomain: string, dfsp: string): string => `spiffe://${trustDomain}/dfsp/${dfsp}`

/** The URI that names the Hub in the client certificate that a DFSP's CA issues. */
export const hubUri = (trustDomain: string): string => `spiffe://${trustDomain}/hub`
