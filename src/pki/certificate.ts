/** Certificates (RFC 5280 §4.1). */
import { parameterDefect } from './algorithms.ts'
import { contents, type Der, DerError, encoding, equalBytes, readDer, TAG } from './der.ts'
import { type Cursor, close, only, open, readBitString, readOid, readSmallInteger, take, takeIf, toHex } from './der-values.ts'
import { sha256Hex } from './digest.ts'
import { decodeExtensions, readExtensionList } from './extensions.ts'
import type { CertificateFacts, Extension, Parsed } from './facts.ts'
import { UNIQUE_IDENTIFIERS } from './maker-defect.ts'
import { readName } from './name.ts'
import { attempt } from './parsed.ts'
import { type PemLabels, readPem } from './pem.ts'
import { readPublicKey } from './spki.ts'
import { readTime } from './time.ts'

const LABELS: PemLabels = { canonical: 'CERTIFICATE', alternatives: ['X509 CERTIFICATE', 'X.509 CERTIFICATE'] }

/** Facts of the certificate that `der` is, all of it and nothing else. */
export function parseCertificate(der: Uint8Array): Parsed<CertificateFacts> {
  return attempt('The certificate', () => readCertificate(new Uint8Array(der)))
}

/** Certificates of a PEM file in file order, at least one and at most `max`; `lines` are those of their BEGINs. */
export function parseCertificatePem(bytes: Uint8Array, { max }: { readonly max: number }): Parsed<readonly CertificateFacts[]> {
  const pem = readPem(bytes, { ...LABELS, max })
  if (!pem.ok) return pem
  const facts: CertificateFacts[] = []
  for (const block of pem.blocks) {
    const parsed = parseCertificate(block.der)
    if (!parsed.ok) return { ...parsed, line: block.line }
    facts.push(parsed.facts)
  }
  return { ok: true, facts, canonical: pem.canonical, lines: pem.blocks.map((block) => block.line) }
}

/** The one certificate of a PEM file. */
export function parseOneCertificatePem(bytes: Uint8Array): Parsed<CertificateFacts> {
  const parsed = parseCertificatePem(bytes, { max: 1 })
  if (!parsed.ok) return parsed
  const [facts] = parsed.facts
  return facts === undefined ? { ok: false, reason: 'unreadable', message: 'The file holds no certificate.' } : { ok: true, facts, canonical: parsed.canonical }
}

function readCertificate(der: Uint8Array): CertificateFacts {
  const outer = open(readDer(der), 'Certificate')
  const tbs = take(outer, TAG.sequence)
  const outerAlgorithm = take(outer, TAG.sequence)
  const signature = readBitString(take(outer, TAG.bitString))
  close(outer)
  const defects: string[] = []
  const body = readTbs(tbs, defects)
  const decoding = decodeExtensions(body.extensions)
  const { innerAlgorithm, ...facts } = body
  return {
    der,
    sha256: sha256Hex(der),
    ...facts,
    ...decoding,
    defects: [...defects, ...decoding.defects],
    signatureAlgorithmsAgree: equalBytes(innerAlgorithm, encoding(outerAlgorithm)),
    tbs: encoding(tbs),
    signature,
    selfIssued: equalBytes(facts.subject.der, facts.issuer.der),
  }
}

function readTbs(node: Der, defects: string[]) {
  const cursor = open(node, 'TBSCertificate')
  const version = readVersion(takeIf(cursor, 0xa0), defects)
  const serial = contents(take(cursor, TAG.integer))
  const algorithm = take(cursor, TAG.sequence)
  const signatureAlgorithm = readAlgorithm(algorithm, defects)
  const issuer = readName(take(cursor))
  const { notBefore, notAfter } = readValidity(take(cursor), defects)
  const subject = readName(take(cursor))
  const publicKey = readPublicKey(take(cursor))
  const extensions = readTail(cursor, version, defects)
  return {
    version,
    ...readSerial(serial),
    signatureAlgorithm,
    innerAlgorithm: encoding(algorithm),
    issuer,
    subject,
    notBefore,
    notAfter,
    publicKey,
    extensions,
  }
}

function readSerial(octets: Uint8Array) {
  const significant = octets.length > 1 && octets[0] === 0 ? octets.subarray(1) : octets
  return { serial: toHex(significant).toUpperCase(), serialNegative: (octets[0] as number) >= 0x80, serialOctets: octets.length }
}

function readVersion(node: Der | undefined, defects: string[]): number {
  if (node === undefined) return 1
  const version = readSmallInteger(only(node, 'The version')) + 1
  if (version === 1) defects.push('version 1, the default, is spelled out')
  if (version > 3) throw new DerError(`The certificate has version ${version}; X.509 has 3.`)
  return version
}

/** OID of an AlgorithmIdentifier; wrong parameters of an allowed algorithm are a defect. */
export function readAlgorithm(node: Der, defects: string[]): string {
  const [first] = node.children
  if (first === undefined || node.children.length > 2) throw new DerError('An algorithm identifier is not an OID with at most one parameter.')
  const oid = readOid(first)
  const defect = parameterDefect(oid, encoding(node))
  if (defect !== null) defects.push(defect)
  return oid
}

function readValidity(node: Der, defects: string[]): { notBefore: Date; notAfter: Date } {
  const cursor = open(node, 'Validity')
  const notBefore = readTime(take(cursor))
  const notAfter = readTime(take(cursor))
  close(cursor)
  for (const { defect } of [notBefore, notAfter]) if (defect !== null) defects.push(defect)
  return { notBefore: notBefore.date, notAfter: notAfter.date }
}

function readTail(cursor: Cursor, version: number, defects: string[]): Extension[] {
  const issuerId = takeIf(cursor, 0x81)
  const subjectId = takeIf(cursor, 0x82)
  const list = takeIf(cursor, 0xa3)
  close(cursor)
  if (issuerId !== undefined || subjectId !== undefined) defects.push(UNIQUE_IDENTIFIERS)
  if (list === undefined) return []
  if (version !== 3) defects.push(`a version ${version} certificate has extensions`)
  return readExtensionList(only(list, 'The extensions'), defects)
}
