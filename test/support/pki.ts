/** Builders for certificates, requests and CRLs in tests: one good default, and everything can be overridden. Synchronous; RSA keys are made once a process. */
import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { buildTbsCrl, type RevokedInput } from '../../src/pki/build-crl.ts'
import { buildCsrInfoWith, extensionRequest } from '../../src/pki/build-csr.ts'
import * as build from '../../src/pki/build-extensions.ts'
import { fromHex } from '../../src/pki/der-values.ts'
import { bitString, concat, explicit, integer, oid, positiveInteger, sequence, sequenceOf, time } from '../../src/pki/der-write.ts'
import { newSerial } from '../../src/pki/keys.ts'
import { type NameAttributeInput, writeName } from '../../src/pki/name.ts'
import type { AttributeType } from '../../src/pki/oids.ts'
import { writePem } from '../../src/pki/pem.ts'
import { nullElement } from './der.ts'

/** The instant that the defaults are good at. */
export const TEST_NOW = new Date('2026-11-23T12:00:00Z')

export type TestKeyKind = 'p256' | 'p384' | 'p521' | 'p224' | 'secp256k1' | 'rsa1024' | 'rsa2048' | 'rsa2052' | 'rsa3072' | 'rsa4096' | 'ed25519'

export interface TestKey {
  readonly kind: TestKeyKind
  readonly privateKey: KeyObject
  /** DER of the SubjectPublicKeyInfo. */
  readonly spki: Uint8Array
  /** PEM of the public key. */
  readonly publicPem: string
  /** PKCS#8 PEM; make it in tests, never commit one. */
  readonly privatePem: string
}

const CURVES: Readonly<Record<string, string>> = { p256: 'P-256', p384: 'P-384', p521: 'P-521', p224: 'secp224r1', secp256k1: 'secp256k1' }
const keys = new Map<string, TestKey>()

/** A key: with the same kind and name always the same one in this process; without name a new one, but RSA keys are reused. */
export function testKey(kind: TestKeyKind = 'p256', name?: string): TestKey {
  if (name === undefined && !kind.startsWith('rsa')) return makeKey(kind)
  const id = `${kind}/${name ?? ''}`
  const known = keys.get(id) ?? makeKey(kind)
  keys.set(id, known)
  return known
}

function makeKey(kind: TestKeyKind): TestKey {
  const privateKey = generate(kind)
  const spki = new Uint8Array(createPublicKey(privateKey).export({ type: 'spki', format: 'der' }))
  return { kind, privateKey, spki, publicPem: writePem('PUBLIC KEY', spki), privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string }
}

function generate(kind: TestKeyKind): KeyObject {
  if (kind === 'ed25519') return generateKeyPairSync('ed25519').privateKey
  if (kind.startsWith('rsa')) return generateKeyPairSync('rsa', { modulusLength: Number(kind.slice(3)) }).privateKey
  return generateKeyPairSync('ec', { namedCurve: CURVES[kind] ?? 'P-256' }).privateKey
}

const identifiers = {
  sha256WithRSAEncryption: ['1.2.840.113549.1.1.11', true, 'sha256'],
  sha384WithRSAEncryption: ['1.2.840.113549.1.1.12', true, 'sha384'],
  sha512WithRSAEncryption: ['1.2.840.113549.1.1.13', true, 'sha512'],
  sha1WithRSAEncryption: ['1.2.840.113549.1.1.5', true, 'sha1'],
  md5WithRSAEncryption: ['1.2.840.113549.1.1.4', true, 'md5'],
  'ecdsa-with-SHA1': ['1.2.840.10045.4.1', false, 'sha1'],
  'ecdsa-with-SHA256': ['1.2.840.10045.4.3.2', false, 'sha256'],
  'ecdsa-with-SHA384': ['1.2.840.10045.4.3.3', false, 'sha384'],
  'ecdsa-with-SHA512': ['1.2.840.10045.4.3.4', false, 'sha512'],
  Ed25519: ['1.3.101.112', false, null],
} as const

export type TestAlgorithm = keyof typeof identifiers

const defaultAlgorithm = (kind: TestKeyKind): TestAlgorithm =>
  kind === 'ed25519' ? 'Ed25519' : kind.startsWith('rsa') ? 'sha256WithRSAEncryption' : kind === 'p384' ? 'ecdsa-with-SHA384' : 'ecdsa-with-SHA256'

/** DER of the AlgorithmIdentifier of any algorithm, allowed or not. */
export function algorithmDer(algorithm: TestAlgorithm): Uint8Array {
  const [dotted, hasNull] = identifiers[algorithm]
  return hasNull ? sequence(oid(dotted), nullElement()) : sequence(oid(dotted))
}

/** One distinguished name: `{ C: 'TZ', O: 'Green Bank Ltd', CN: 'greenbank' }` in that order, or attributes with tags, or DER. */
export type TestName = Partial<Record<AttributeType, string>> | readonly NameAttributeInput[] | Uint8Array

/** DER of a name. */
export function nameDer(name: TestName): Uint8Array {
  if (name instanceof Uint8Array) return name
  if (Array.isArray(name)) return writeName(name as readonly NameAttributeInput[])
  return writeName(Object.entries(name).map(([type, value]) => ({ type: type as AttributeType, value: value as string })))
}

interface Signing {
  /** Algorithm of signature and TBS; by default what fits the signing key. */
  readonly algorithm?: TestAlgorithm
  /** AlgorithmIdentifier outside the TBS, where it should differ. */
  readonly outerAlgorithm?: Uint8Array
  /** Flips a bit in the signature's last octet. */
  readonly tamperSignature?: boolean
  /** Changes the signed bytes after signing. */
  readonly tamperTbs?: (tbs: Uint8Array) => Uint8Array
  /** Bytes after the end of the DER. */
  readonly trailing?: Uint8Array
}

function signed(tbs: Uint8Array, key: TestKey, options: Signing): Uint8Array {
  const algorithm = options.algorithm ?? defaultAlgorithm(key.kind)
  const signature = new Uint8Array(sign(identifiers[algorithm][2], tbs, key.privateKey))
  if (options.tamperSignature === true) signature[signature.length - 1] = (signature.at(-1) as number) ^ 1
  const body = options.tamperTbs?.(tbs) ?? tbs
  const der = sequence(body, options.outerAlgorithm ?? algorithmDer(algorithm), bitString(signature))
  return concat([der, options.trailing ?? new Uint8Array()])
}

export interface CertificateOptions extends Signing {
  readonly issuer?: TestCa | null
  readonly key?: TestKey
  readonly subject?: TestName
  /** Issuer's Name in the certificate, where it should not be the issuer's subject. */
  readonly issuerName?: TestName
  /** Hex. */
  readonly serial?: string
  /** DER of the serial's INTEGER, for those that hex cannot say. */
  readonly serialDer?: Uint8Array
  readonly version?: 1 | 2 | 3
  readonly notBefore?: Date
  readonly notAfter?: Date
  /** DER of the Validity, in place of both. */
  readonly validityDer?: Uint8Array
  /** Sets the default EKU; `server` by default, null for none. */
  readonly purpose?: 'client' | 'server' | null
  readonly names?: readonly build.NameInput[]
  /** Path length of a CA, or undefined for an end entity. */
  readonly ca?: { readonly pathLength: number | null }
  /** All extensions, in place of the default ones. */
  readonly extensions?: readonly Uint8Array[]
  /** Extensions after the default ones; a duplicate is made this way. */
  readonly extraExtensions?: readonly Uint8Array[]
}

export interface TestCertificate {
  readonly der: Uint8Array
  readonly pem: string
  readonly key: TestKey
  readonly subject: Uint8Array
  readonly serial: string
}

export interface TestCa extends TestCertificate {
  readonly keyIdentifier: Uint8Array
  /** A certificate from this CA. */
  issue(options?: Omit<CertificateOptions, 'issuer'>): TestCertificate
  /** A CA below this one. */
  issueCa(options?: Omit<CertificateOptions, 'issuer'>): TestCa
  /** A CRL of this CA. */
  crl(options?: CrlOptions): { readonly der: Uint8Array; readonly pem: string }
}

/** A server certificate for `server.example` from `issuer` (self-signed without), good at TEST_NOW. */
export function testCertificate(options: CertificateOptions = {}): TestCertificate {
  const key = options.key ?? testKey()
  const subject = nameDer(options.subject ?? { C: 'TZ', O: 'Green Bank Ltd', CN: 'greenbank' })
  const signer = options.issuer ?? { key, subject, keyIdentifier: build.keyIdentifier(key.spki) }
  const serial = options.serial ?? newSerial()
  const version = options.version ?? 3
  const extensions = [...(options.extensions ?? defaultExtensions(options, key, signer)), ...(options.extraExtensions ?? [])]
  const tbs = sequence(
    ...(version === 1 ? [] : [explicit(0, integer(version - 1))]),
    options.serialDer ?? positiveInteger(fromHex(serial)),
    algorithmDer(options.algorithm ?? defaultAlgorithm(signer.key.kind)),
    options.issuerName === undefined ? signer.subject : nameDer(options.issuerName),
    options.validityDer ?? sequence(time(options.notBefore ?? new Date('2026-11-01T00:00:00Z')), time(options.notAfter ?? new Date('2027-11-01T00:00:00Z'))),
    subject,
    key.spki,
    ...(extensions.length === 0 ? [] : [explicit(3, sequenceOf(extensions))]),
  )
  const der = signed(tbs, signer.key, options)
  return { der, pem: writePem('CERTIFICATE', der), key, subject, serial }
}

function defaultExtensions(options: CertificateOptions, key: TestKey, signer: { keyIdentifier: Uint8Array }): Uint8Array[] {
  const identifiersOf = [build.subjectKeyIdentifier(build.keyIdentifier(key.spki)), build.authorityKeyIdentifier(signer.keyIdentifier)]
  if (options.ca !== undefined) return [build.basicConstraints(options.ca), build.keyUsage('keyCertSign', 'cRLSign'), ...identifiersOf]
  const purpose = options.purpose === undefined ? 'server' : options.purpose
  const names =
    options.names ?? (purpose === 'client' ? [{ kind: 'uri', value: 'spiffe://pilot.example/dfsp/greenbank' }] : [{ kind: 'dns', value: 'server.example' }])
  return [
    build.basicConstraints(null),
    build.keyUsage('digitalSignature'),
    ...(purpose === null ? [] : [build.extendedKeyUsage(purpose === 'client' ? 'clientAuth' : 'serverAuth')]),
    ...(names.length === 0 ? [] : [build.subjectAltName(names)]),
    ...identifiersOf,
  ]
}

/** A self-signed CA (or, with `issuer`, one below it), good from 2026 to 2036, without path length. */
export function testCa(options: CertificateOptions = {}): TestCa {
  const certificate = testCertificate({
    subject: { C: 'TZ', O: 'Green Bank Ltd', CN: 'Green Bank Root' },
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2036-01-01T00:00:00Z'),
    ca: { pathLength: null },
    ...options,
  })
  const ca: TestCa = {
    ...certificate,
    keyIdentifier: build.keyIdentifier(certificate.key.spki),
    issue: (leaf = {}) => testCertificate({ ...leaf, issuer: ca }),
    issueCa: (below = {}) => testCa({ subject: { C: 'TZ', O: 'Green Bank Ltd', CN: 'Green Bank Issuing' }, ...below, issuer: ca }),
    crl: (crl = {}) => testCrl(ca, crl),
  }
  return ca
}

export interface CsrOptions extends Signing {
  readonly key?: TestKey
  readonly subject?: TestName
  /** Requested extensions, in one attribute. */
  readonly extensions?: readonly Uint8Array[]
  /** All attributes, in place of that one: `extensionRequest([...])` twice, for instance. */
  readonly attributes?: readonly Uint8Array[]
  readonly label?: string
}

export interface TestCsr {
  readonly der: Uint8Array
  readonly pem: string
  readonly key: TestKey
}

/** A request of greenbank with an RSA-free default: P-256, no requested extensions. */
export function testCsr(options: CsrOptions = {}): TestCsr {
  const key = options.key ?? testKey()
  const subject = nameDer(options.subject ?? { C: 'TZ', O: 'Green Bank Ltd', CN: 'greenbank' })
  const attributes = options.attributes ?? (options.extensions === undefined ? [] : [extensionRequest(options.extensions)])
  const der = signed(buildCsrInfoWith({ subject, publicKey: key.spki }, attributes), key, options)
  return { der, pem: writePem(options.label ?? 'CERTIFICATE REQUEST', der), key }
}

export interface CrlOptions extends Signing {
  readonly entries?: readonly RevokedInput[]
  readonly number?: bigint
  readonly thisUpdate?: Date
  readonly nextUpdate?: Date
  /** Key that signs, where it is not the CA's. */
  readonly key?: TestKey
}

/** A CRL of that CA, good at TEST_NOW, empty by default. `algorithm` must be one of those that Muhuri signs with, unless the TBS may disagree. */
export function testCrl(ca: TestCa, options: CrlOptions = {}): { readonly der: Uint8Array; readonly pem: string } {
  const key = options.key ?? ca.key
  const own = defaultAlgorithm(key.kind)
  const tbs = buildTbsCrl({
    algorithm: own === 'sha256WithRSAEncryption' || own === 'ecdsa-with-SHA384' ? own : 'ecdsa-with-SHA256',
    issuer: ca.subject,
    keyIdentifier: ca.keyIdentifier,
    number: options.number ?? 1n,
    thisUpdate: options.thisUpdate ?? new Date('2026-11-20T00:00:00Z'),
    nextUpdate: options.nextUpdate ?? new Date('2026-12-20T00:00:00Z'),
    entries: options.entries ?? [],
  })
  const der = signed(tbs, key, options)
  return { der, pem: writePem('X509 CRL', der) }
}
