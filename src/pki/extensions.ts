/** Extensions of certificates and requests (RFC 5280 §4.2): the list as it stands, and those that Muhuri reads. */
import { type Der, DerError, readDer, TAG } from './der.ts'
import { close, open, readBoolean, readOctetString, readOid, take, takeIf } from './der-values.ts'
import { EXTENSION_DECODERS } from './extension-values.ts'
import type { DecodedExtensions, Extension } from './facts.ts'
import { EXTENSION_OID } from './oids.ts'

export interface ExtensionFacts {
  readonly extensions: readonly Extension[]
  readonly decoded: DecodedExtensions
  readonly duplicateExtensions: readonly string[]
  readonly defects: readonly string[]
}

/** No extensions at all. */
export const NO_DECODED_EXTENSIONS: DecodedExtensions = {
  basicConstraints: null,
  keyUsage: null,
  extendedKeyUsage: null,
  subjectAltName: null,
  subjectKeyIdentifier: null,
  authorityKeyIdentifier: null,
  nameConstraints: null,
  crlDistributionPoints: null,
}

/** Reads `Extensions ::= SEQUENCE OF Extension`; throws `DerError` where even the list cannot be read. */
export function readExtensionList(node: Der, defects: string[]): Extension[] {
  if (node.tag !== TAG.sequence) throw new DerError('The extensions are not a SEQUENCE.')
  if (node.children.length === 0) defects.push('the list of extensions is empty')
  return node.children.map((child) => readExtension(child, defects))
}

function readExtension(node: Der, defects: string[]): Extension {
  const cursor = open(node, 'An extension')
  const oid = readOid(take(cursor))
  const critical = takeIf(cursor, TAG.boolean)
  const value = readOctetString(take(cursor, TAG.octetString))
  close(cursor)
  if (critical !== undefined && !readBoolean(critical)) defects.push(`extension ${oid} spells out critical FALSE, the default`)
  return { oid, critical: critical !== undefined && readBoolean(critical), value }
}

/** Decodes what Muhuri reads; a value that does not decode is a defect and counts as absent. Of duplicates the first one is decoded. */
export function decodeExtensions(extensions: readonly Extension[]): Omit<ExtensionFacts, 'extensions'> {
  const defects: string[] = []
  const seen = new Set<string>()
  const duplicates = new Set<string>()
  const decoded: Record<string, unknown> = { ...NO_DECODED_EXTENSIONS }
  for (const extension of extensions) {
    if (seen.has(extension.oid)) duplicates.add(extension.oid)
    else decodeInto(decoded, extension, defects)
    seen.add(extension.oid)
  }
  return { decoded: decoded as unknown as DecodedExtensions, duplicateExtensions: [...duplicates], defects }
}

function decodeInto(decoded: Record<string, unknown>, extension: Extension, defects: string[]): void {
  const decoder = EXTENSION_DECODERS.get(extension.oid)
  if (decoder === undefined) {
    if (extension.value.length === 0) defects.push(`extension ${extension.oid} is empty`)
    return
  }
  try {
    const value = decoder.decode(readDer(extension.value), { critical: extension.critical, defects })
    if (decoder.field !== null) decoded[decoder.field] = value
  } catch (error) {
    if (!(error instanceof DerError)) throw error
    defects.push(`extension ${decoder.name} does not decode: ${error.message}`)
  }
}

/** Names people know: `keyUsage` for 2.5.29.15; the OID where there is none. */
export function extensionName(oid: string): string {
  return EXTENSION_NAMES.get(oid) ?? oid
}

const EXTENSION_NAMES: ReadonlyMap<string, string> = new Map(Object.entries(EXTENSION_OID).map(([name, oid]) => [oid, name]))
