/** Certification requests, PKCS#10 (RFC 2986). */
import { readAlgorithm } from './certificate.ts'
import { type Der, DerError, encoding, readDer, TAG } from './der.ts'
import { close, open, readBitString, readOid, readSmallInteger, take, takeIf } from './der-values.ts'
import { sha256Hex } from './digest.ts'
import { decodeExtensions, readExtensionList } from './extensions.ts'
import type { CsrAttribute, CsrFacts, Extension, Parsed } from './facts.ts'
import { readName } from './name.ts'
import { EXTENSION_REQUEST_OIDS } from './oids.ts'
import { attempt } from './parsed.ts'
import { type PemLabels, readPem } from './pem.ts'
import { readPublicKey } from './spki.ts'
import { verifySignature } from './verify.ts'

const LABELS: PemLabels = { canonical: 'CERTIFICATE REQUEST', alternatives: ['NEW CERTIFICATE REQUEST'] }

/** Facts of the request that `der` is, its own signature already tried. */
export function parseCsr(der: Uint8Array): Parsed<CsrFacts> {
  return attempt('The CSR', () => readCsr(new Uint8Array(der)))
}

/** The one request of a PEM file. */
export function parseCsrPem(bytes: Uint8Array): Parsed<CsrFacts> {
  const pem = readPem(bytes, LABELS)
  if (!pem.ok) return pem
  const [block] = pem.blocks
  if (block === undefined) return { ok: false, reason: 'unreadable', message: 'The file holds no CSR.' }
  const parsed = parseCsr(block.der)
  return parsed.ok ? { ...parsed, canonical: pem.canonical } : { ...parsed, line: block.line }
}

function readCsr(der: Uint8Array): CsrFacts {
  const outer = open(readDer(der), 'CertificationRequest')
  const info = take(outer, TAG.sequence)
  const defects: string[] = []
  const signatureAlgorithm = readAlgorithm(take(outer, TAG.sequence), defects)
  const signature = readBitString(take(outer, TAG.bitString))
  close(outer)
  const { requests, ...body } = readInfo(info, defects)
  const decoding = decodeExtensions(requests.extensions)
  return {
    der,
    sha256: sha256Hex(der),
    ...body,
    signatureAlgorithm,
    signatureValid: verifySignature({ algorithm: signatureAlgorithm, publicKey: body.publicKey, data: encoding(info), signature, includingRefused: true }),
    extensionRequests: requests.count,
    extensions: requests.extensions,
    ...decoding,
    defects: [...defects, ...decoding.defects],
  }
}

function readInfo(node: Der, defects: string[]) {
  const cursor = open(node, 'CertificationRequestInfo')
  const version = readSmallInteger(take(cursor, TAG.integer)) + 1
  if (version !== 1) defects.push(`the request has version ${version}; PKCS#10 has 1`)
  const subject = readName(take(cursor))
  const publicKey = readPublicKey(take(cursor))
  const attributes = takeIf(cursor, 0xa0)
  close(cursor)
  if (attributes === undefined) defects.push('the request has no attributes field, not even an empty one')
  return { version, subject, publicKey, ...readAttributes(attributes?.children ?? [], defects) }
}

function readAttributes(nodes: readonly Der[], defects: string[]) {
  const attributes: CsrAttribute[] = []
  const extensions: Extension[] = []
  let count = 0
  for (const node of nodes) {
    const cursor = open(node, 'An attribute')
    const oid = readOid(take(cursor))
    const values = take(cursor, TAG.set).children
    close(cursor)
    attributes.push({ oid, values: values.length })
    if (!EXTENSION_REQUEST_OIDS.has(oid)) continue
    count += 1
    if (values.length === 0) throw new DerError('An extensionRequest attribute has no value.')
    for (const value of values) extensions.push(...readExtensionList(value, defects))
  }
  return { attributes, requests: { count, extensions } }
}
