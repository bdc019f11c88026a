/** Certificate revocation lists (RFC 5280 §5). */
import { readAlgorithm } from './certificate.ts'
import { contents, type Der, DerError, encoding, equalBytes, readDer, TAG } from './der.ts'
import { type Cursor, close, nextTag, only, open, readBigInteger, readBitString, readSmallInteger, take, takeIf, toHex } from './der-values.ts'
import { sha256Hex } from './digest.ts'
import { EXTENSION_DECODERS } from './extension-values.ts'
import { readExtensionList } from './extensions.ts'
import type { CrlFacts, DecodedExtensions, Extension, Parsed, RevokedEntry } from './facts.ts'
import { readName } from './name.ts'
import { EXTENSION_OID } from './oids.ts'
import { attempt } from './parsed.ts'
import { type PemLabels, readPem } from './pem.ts'
import { REASON_NAMES } from './revocation-reason.ts'
import { readTime } from './time.ts'

const LABELS: PemLabels = { canonical: 'X509 CRL', alternatives: ['CRL'] }

/** Facts of the CRL that `der` is. */
export function parseCrl(der: Uint8Array): Parsed<CrlFacts> {
  return attempt('The CRL', () => readCrl(new Uint8Array(der)))
}

/** The one CRL of a PEM file. */
export function parseCrlPem(bytes: Uint8Array): Parsed<CrlFacts> {
  const parsed = parseCrlsPem(bytes, { max: 1 })
  if (!parsed.ok) return parsed
  const [facts] = parsed.facts
  return facts === undefined ? { ok: false, reason: 'unreadable', message: 'The file holds no CRL.' } : { ok: true, facts, canonical: parsed.canonical }
}

/** CRLs of a PEM file in file order, at least one and at most `max`. */
export function parseCrlsPem(bytes: Uint8Array, { max }: { readonly max: number }): Parsed<readonly CrlFacts[]> {
  const pem = readPem(bytes, { ...LABELS, max })
  if (!pem.ok) return pem
  const facts: CrlFacts[] = []
  for (const block of pem.blocks) {
    const parsed = parseCrl(block.der)
    if (!parsed.ok) return { ...parsed, line: block.line }
    facts.push(parsed.facts)
  }
  return { ok: true, facts, canonical: pem.canonical, lines: pem.blocks.map((block) => block.line) }
}

function readCrl(der: Uint8Array): CrlFacts {
  const outer = open(readDer(der), 'CertificateList')
  const tbs = take(outer, TAG.sequence)
  const outerAlgorithm = take(outer, TAG.sequence)
  const signature = readBitString(take(outer, TAG.bitString))
  close(outer)
  const defects: string[] = []
  const { innerAlgorithm, ...body } = readTbs(tbs, defects)
  if (!equalBytes(innerAlgorithm, encoding(outerAlgorithm))) defects.push('the two signature algorithms of the CRL differ')
  return { der, sha256: sha256Hex(der), ...body, ...readKnown(body.extensions, defects), defects, tbs: encoding(tbs), signature }
}

function readTbs(node: Der, defects: string[]) {
  const cursor = open(node, 'TBSCertList')
  const version = takeIf(cursor, TAG.integer)
  if (version === undefined || readSmallInteger(version) !== 1) defects.push('the CRL is not version 2')
  const algorithm = take(cursor, TAG.sequence)
  const signatureAlgorithm = readAlgorithm(algorithm, defects)
  const issuer = readName(take(cursor))
  const thisUpdate = timeOf(take(cursor), defects)
  const hasNext = nextTag(cursor) === TAG.utcTime || nextTag(cursor) === TAG.generalizedTime
  const nextUpdate = hasNext ? timeOf(take(cursor), defects) : null
  const entries = readEntries(cursor, defects)
  const list = takeIf(cursor, 0xa0)
  close(cursor)
  const extensions = list === undefined ? [] : readExtensionList(only(list, 'The extensions of the CRL'), defects)
  return { innerAlgorithm: encoding(algorithm), signatureAlgorithm, issuer, thisUpdate, nextUpdate, entries, extensions }
}

function timeOf(node: Der, defects: string[]): Date {
  const { date, defect } = readTime(node)
  if (defect !== null) defects.push(defect)
  return date
}

function readEntries(cursor: Cursor, defects: string[]): ReadonlyMap<string, RevokedEntry> {
  const list = takeIf(cursor, TAG.sequence)
  const entries = new Map<string, RevokedEntry>()
  if (list?.children.length === 0) defects.push('the list of revoked certificates is there but empty')
  for (const node of list?.children ?? []) {
    const entry = readEntry(node, defects)
    if (entries.has(entry.serial)) defects.push(`serial ${entry.serial} is listed twice`)
    entries.set(entry.serial, entry)
  }
  return entries
}

function readEntry(node: Der, defects: string[]): RevokedEntry {
  const cursor = open(node, 'A revoked certificate')
  const octets = contents(take(cursor, TAG.integer))
  const revokedAt = timeOf(take(cursor), defects)
  const list = takeIf(cursor, TAG.sequence)
  close(cursor)
  const serial = toHex(octets.length > 1 && octets[0] === 0 ? octets.subarray(1) : octets).toUpperCase()
  const extensions = list === undefined ? [] : readExtensionList(list, defects)
  return { serial, revokedAt, reason: readReason(extensions, serial, defects) }
}

function readReason(extensions: readonly Extension[], serial: string, defects: string[]): string | null {
  let reason: string | null = null
  for (const extension of extensions) {
    if (extension.oid === EXTENSION_OID.reasonCode) reason = reasonName(extension, serial, defects)
    else if (extension.critical) defects.push(`the entry of serial ${serial} has the critical extension ${extension.oid}`)
    // Of another issuer's certificate: an indirect list, even where its maker forgot to say so.
    else if (extension.oid === EXTENSION_OID.certificateIssuer) defects.push(`the entry of serial ${serial} is for certificates of another issuer`)
  }
  return reason
}

function reasonName(extension: Extension, serial: string, defects: string[]): string | null {
  const name = decodeOr(null, defects, () => REASON_NAMES.get(readSmallInteger(readDer(extension.value), TAG.enumerated)) ?? null)
  if (name === null) defects.push(`the entry of serial ${serial} has no known reason code`)
  if (name === 'removeFromCRL') defects.push(`the entry of serial ${serial} says removeFromCRL, which is for delta CRLs`)
  return name
}

function readKnown(extensions: readonly Extension[], defects: string[]): { number: bigint | null; authorityKeyIdentifier: Uint8Array | null } {
  const seen = new Set<string>()
  for (const { oid } of extensions) {
    if (seen.has(oid)) defects.push(`the CRL has extension ${oid} more than once`)
    seen.add(oid)
  }
  const extensionValue = (oid: string): Uint8Array | undefined => extensions.find((extension) => extension.oid === oid)?.value
  const number = extensionValue(EXTENSION_OID.crlNumber)
  const aki = extensionValue(EXTENSION_OID.authorityKeyIdentifier)
  return {
    number: number === undefined ? null : decodeOr(null, defects, () => readBigInteger(readDer(number))),
    authorityKeyIdentifier: aki === undefined ? null : decodeOr(null, defects, () => readAki(aki, defects)),
  }
}

function readAki(value: Uint8Array, defects: string[]): Uint8Array | null {
  const decoder = EXTENSION_DECODERS.get(EXTENSION_OID.authorityKeyIdentifier)
  const decoded = decoder?.decode(readDer(value), { critical: false, defects }) as DecodedExtensions['authorityKeyIdentifier']
  return decoded?.keyIdentifier ?? null
}

function decodeOr<T>(fallback: T, defects: string[], read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof DerError)) throw error
    defects.push(`an extension of the CRL does not decode: ${error.message}`)
    return fallback
  }
}
