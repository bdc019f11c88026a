/** How the value of each known extension is read: one table, one small reader each. All throw `DerError`. */
import { contents, type Der, DerError, TAG } from './der.ts'
import { close, open, readBoolean, readOctetString, readOid, readSmallInteger, take, takeIf } from './der-values.ts'
import type { DecodedExtensions, GeneralName, GeneralSubtree } from './facts.ts'
import { readGeneralName } from './general-name.ts'
import { KEY_USAGES } from './key-usage.ts'
import { EXTENSION_OID } from './oids.ts'

interface Context {
  readonly critical: boolean
  readonly defects: string[]
}

interface ExtensionDecoder {
  readonly name: string
  /** Field of `DecodedExtensions`, or null for those that are only checked. */
  readonly field: keyof DecodedExtensions | null
  decode(node: Der, context: Context): unknown
}

const table: readonly (readonly [keyof typeof EXTENSION_OID, keyof DecodedExtensions | null, ExtensionDecoder['decode']])[] = [
  ['basicConstraints', 'basicConstraints', readBasicConstraints],
  ['keyUsage', 'keyUsage', readKeyUsage],
  ['extendedKeyUsage', 'extendedKeyUsage', readExtendedKeyUsage],
  ['subjectAltName', 'subjectAltName', (node, { critical }) => ({ names: readGeneralNames(node), critical })],
  ['issuerAltName', null, readGeneralNames],
  ['subjectKeyIdentifier', 'subjectKeyIdentifier', readKeyIdentifier],
  ['authorityKeyIdentifier', 'authorityKeyIdentifier', readAuthorityKeyIdentifier],
  ['nameConstraints', 'nameConstraints', readNameConstraints],
  ['crlDistributionPoints', 'crlDistributionPoints', readDistributionPoints],
  ['authorityInfoAccess', null, readInfoAccess],
  ['certificatePolicies', null, readPolicies],
  ['policyMappings', null, readNonEmptySequence],
  ['policyConstraints', null, readNonEmptySequence],
  ['inhibitAnyPolicy', null, (node) => readSmallInteger(node)],
]

/** OID → decoder. */
export const EXTENSION_DECODERS: ReadonlyMap<string, ExtensionDecoder> = new Map(
  table.map(([name, field, decode]) => [EXTENSION_OID[name], { name, field, decode }]),
)

function readBasicConstraints(node: Der, { critical, defects }: Context): DecodedExtensions['basicConstraints'] {
  const cursor = open(node, 'BasicConstraints')
  const ca = takeIf(cursor, TAG.boolean)
  const pathLength = takeIf(cursor, TAG.integer)
  close(cursor)
  if (ca !== undefined && !readBoolean(ca)) defects.push('basicConstraints spells out cA FALSE, the default')
  return { ca: ca !== undefined && readBoolean(ca), pathLength: pathLength === undefined ? null : readSmallInteger(pathLength), critical }
}

function readKeyUsage(node: Der, { critical, defects }: Context): DecodedExtensions['keyUsage'] {
  if (node.tag !== TAG.bitString) throw new DerError('Expected a BIT STRING.')
  const [unused = 0, ...octets] = contents(node)
  const bits = KEY_USAGES.filter((_name, position) => (((octets[position >> 3] ?? 0) >> (7 - (position & 7))) & 1) === 1)
  const last = octets.at(-1)
  if (last === undefined || last === 0) defects.push('keyUsage sets no bit, or ends in zero octets')
  else if (((last >> unused) & 1) === 0) defects.push('keyUsage has trailing zero bits')
  else if (octets.length * 8 - unused > KEY_USAGES.length) defects.push(`keyUsage has more bits than the ${KEY_USAGES.length} that there are`)
  return { bits: new Set<string>(bits), critical }
}

function readExtendedKeyUsage(node: Der, { critical }: Context): DecodedExtensions['extendedKeyUsage'] {
  return { purposes: members(node, 'ExtKeyUsageSyntax').map(readOid), critical }
}

function readGeneralNames(node: Der): GeneralName[] {
  return members(node, 'GeneralNames').map(readGeneralName)
}

function readKeyIdentifier(node: Der): Uint8Array {
  const octets = readOctetString(node)
  if (octets.length === 0) throw new DerError('The key identifier is empty.')
  return octets
}

function readAuthorityKeyIdentifier(node: Der, { defects }: Context): DecodedExtensions['authorityKeyIdentifier'] {
  const cursor = open(node, 'AuthorityKeyIdentifier')
  const keyIdentifier = takeIf(cursor, 0x80)
  const issuer = takeIf(cursor, 0xa1)
  const serial = takeIf(cursor, 0x82)
  close(cursor)
  issuer?.children.forEach(readGeneralName)
  if ((issuer === undefined) !== (serial === undefined)) defects.push('authorityKeyIdentifier has one of issuer and serial without the other')
  return { keyIdentifier: keyIdentifier === undefined ? null : contents(keyIdentifier), hasIssuerAndSerial: issuer !== undefined || serial !== undefined }
}

function readNameConstraints(node: Der, { critical, defects }: Context): DecodedExtensions['nameConstraints'] {
  const cursor = open(node, 'NameConstraints')
  const permitted = takeIf(cursor, 0xa0)
  const excluded = takeIf(cursor, 0xa1)
  close(cursor)
  if (permitted === undefined && excluded === undefined) throw new DerError('Both lists of subtrees are absent.')
  return { permitted: readSubtrees(permitted, defects), excluded: readSubtrees(excluded, defects), critical }
}

function readSubtrees(node: Der | undefined, defects: string[]): GeneralSubtree[] {
  if (node === undefined) return []
  if (node.children.length === 0) throw new DerError('A list of subtrees is empty.')
  return node.children.map((child) => {
    const cursor = open(child, 'GeneralSubtree')
    const base = readGeneralName(take(cursor))
    if (cursor.node.children.length > 1) defects.push('nameConstraints sets a minimum or maximum distance')
    return { base }
  })
}

/** The URIs of all distribution points (RFC 5280 §4.2.1.13). */
function readDistributionPoints(node: Der): string[] {
  return members(node, 'CRLDistributionPoints').flatMap((point) => {
    const cursor = open(point, 'DistributionPoint')
    const name = takeIf(cursor, 0xa0)
    const reasons = takeIf(cursor, 0x81)
    const issuer = takeIf(cursor, 0xa2)
    close(cursor)
    if (name === undefined && (issuer === undefined || reasons !== undefined)) throw new DerError('A distribution point names no place.')
    const fullName = name?.children[0]
    if (fullName === undefined || fullName.tag !== 0xa0) return []
    return fullName.children.map(readGeneralName).flatMap((place) => (place.kind === 'uri' ? [place.value] : []))
  })
}

function readInfoAccess(node: Der): void {
  for (const description of members(node, 'AuthorityInfoAccessSyntax')) {
    const cursor = open(description, 'AccessDescription')
    readOid(take(cursor))
    readGeneralName(take(cursor))
    close(cursor)
  }
}

/** Each policy once (RFC 5280 §4.2.1.4); no policy is asked for, so none is kept. */
function readPolicies(node: Der, { defects }: Context): void {
  const policies = members(node, 'certificatePolicies').map((information) => readOid(take(open(information, 'PolicyInformation'))))
  if (new Set(policies).size !== policies.length) defects.push('certificatePolicies names a policy twice')
}

function readNonEmptySequence(node: Der): void {
  members(node, 'The sequence')
}

function members(node: Der, what: string): readonly Der[] {
  if (node.tag !== TAG.sequence) throw new DerError(`${what} is not a SEQUENCE.`)
  if (node.children.length === 0) throw new DerError(`${what} is empty.`)
  return node.children
}
