/** Signature algorithms (RFC 3279 §2.2, RFC 4055, RFC 5758): the few that are allowed, and those that are recognised to be refused by name. */
import { equalBytes } from './der.ts'
import { fromHex } from './der-values.ts'

/** The algorithms that Muhuri signs with and accepts. */
export type SignatureName =
  | 'sha256WithRSAEncryption'
  | 'sha384WithRSAEncryption'
  | 'sha512WithRSAEncryption'
  | 'ecdsa-with-SHA256'
  | 'ecdsa-with-SHA384'
  | 'ecdsa-with-SHA512'

export interface SignatureAlgorithm {
  readonly oid: string
  readonly name: string
  /** Kind of key that makes such a signature. */
  readonly key: 'rsa' | 'ec' | 'other'
  /** Hash by its node:crypto name; null where the algorithm has none of its own (Ed25519) or says it in its parameters (PSS). */
  readonly hash: string | null
  /** May be used in certificates, requests and CRLs. */
  readonly allowed: boolean
  /** The whole AlgorithmIdentifier, exactly; null for those that are not allowed. */
  readonly der: Uint8Array | null
}

const allowed = (name: SignatureName, oid: string, details: { key: 'rsa' | 'ec'; hash: string; der: string }): SignatureAlgorithm => ({
  oid,
  name,
  key: details.key,
  hash: details.hash,
  allowed: true,
  der: fromHex(details.der),
})

const refused = (name: string, oid: string, details: { key: 'rsa' | 'ec' | 'other'; hash: string | null }): SignatureAlgorithm => ({
  oid,
  name,
  ...details,
  allowed: false,
  der: null,
})

const table: readonly SignatureAlgorithm[] = [
  allowed('sha256WithRSAEncryption', '1.2.840.113549.1.1.11', { key: 'rsa', hash: 'sha256', der: '300d06092a864886f70d01010b0500' }),
  allowed('sha384WithRSAEncryption', '1.2.840.113549.1.1.12', { key: 'rsa', hash: 'sha384', der: '300d06092a864886f70d01010c0500' }),
  allowed('sha512WithRSAEncryption', '1.2.840.113549.1.1.13', { key: 'rsa', hash: 'sha512', der: '300d06092a864886f70d01010d0500' }),
  allowed('ecdsa-with-SHA256', '1.2.840.10045.4.3.2', { key: 'ec', hash: 'sha256', der: '300a06082a8648ce3d040302' }),
  allowed('ecdsa-with-SHA384', '1.2.840.10045.4.3.3', { key: 'ec', hash: 'sha384', der: '300a06082a8648ce3d040303' }),
  allowed('ecdsa-with-SHA512', '1.2.840.10045.4.3.4', { key: 'ec', hash: 'sha512', der: '300a06082a8648ce3d040304' }),
  refused('md2WithRSAEncryption', '1.2.840.113549.1.1.2', { key: 'rsa', hash: null }),
  refused('md5WithRSAEncryption', '1.2.840.113549.1.1.4', { key: 'rsa', hash: 'md5' }),
  refused('sha1WithRSAEncryption', '1.2.840.113549.1.1.5', { key: 'rsa', hash: 'sha1' }),
  refused('sha224WithRSAEncryption', '1.2.840.113549.1.1.14', { key: 'rsa', hash: 'sha224' }),
  refused('rsassaPss', '1.2.840.113549.1.1.10', { key: 'rsa', hash: null }),
  refused('ecdsa-with-SHA1', '1.2.840.10045.4.1', { key: 'ec', hash: 'sha1' }),
  refused('ecdsa-with-SHA224', '1.2.840.10045.4.3.1', { key: 'ec', hash: 'sha224' }),
  refused('dsa-with-sha1', '1.2.840.10040.4.3', { key: 'other', hash: 'sha1' }),
  refused('dsa-with-sha256', '2.16.840.1.101.3.4.3.2', { key: 'other', hash: 'sha256' }),
  refused('Ed25519', '1.3.101.112', { key: 'other', hash: null }),
  refused('Ed448', '1.3.101.113', { key: 'other', hash: null }),
]

const byOid: ReadonlyMap<string, SignatureAlgorithm> = new Map(table.map((algorithm) => [algorithm.oid, algorithm]))
const byName: ReadonlyMap<string, SignatureAlgorithm> = new Map(table.map((algorithm) => [algorithm.name, algorithm]))

/** What is known of that OID, allowed or not. */
export const signatureAlgorithm = (oid: string): SignatureAlgorithm | undefined => byOid.get(oid)

/** Name for people: the algorithm's, or the OID. */
export const signatureAlgorithmName = (oid: string): string => byOid.get(oid)?.name ?? oid

/** DER of the AlgorithmIdentifier that a new certificate, request or CRL carries. */
export function algorithmIdentifier(name: SignatureName): Uint8Array {
  const der = byName.get(name)?.der
  if (der === null || der === undefined) throw new TypeError(`No signature algorithm ${name}`)
  return der
}

/** node:crypto's hash name for an algorithm that Muhuri signs with. */
export function hashOf(name: SignatureName): string {
  const hash = byName.get(name)?.hash
  if (hash === null || hash === undefined) throw new TypeError(`No signature algorithm ${name}`)
  return hash
}

/** OID of an algorithm that Muhuri signs with. */
export function signatureOid(name: SignatureName): string {
  const oid = byName.get(name)?.oid
  if (oid === undefined) throw new TypeError(`No signature algorithm ${name}`)
  return oid
}

/** What is wrong with the parameters of an allowed algorithm (RSA: NULL; ECDSA: absent), or null. */
export function parameterDefect(oid: string, identifier: Uint8Array): string | null {
  const algorithm = byOid.get(oid)
  if (algorithm === undefined || algorithm.der === null || equalBytes(algorithm.der, identifier)) return null
  return `the parameters of ${algorithm.name} are not ${algorithm.key === 'rsa' ? 'NULL' : 'absent'}`
}
