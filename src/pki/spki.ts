/** SubjectPublicKeyInfo (RFC 5280 §4.1.2.7, RFC 3279 §2.3, RFC 5480 §2), strictly. */
import { bitLength } from './bit-length.ts'
import { boundedCache } from './bounded-cache.ts'
import { CURVES, pointProblem } from './curves.ts'
import { contents, type Der, DerError, encoding, readDer, TAG } from './der.ts'
import { close, open, readBigInteger, readBitString, readOid, take, takeIf } from './der-values.ts'
import { bitString, oid as objectIdentifier, sequence } from './der-write.ts'
import { sha256Hex } from './digest.ts'
import type { EcKeyFacts, Parsed, PublicKeyFacts, RsaKeyFacts } from './facts.ts'
import { KEY_OID } from './oids.ts'
import { attempt } from './parsed.ts'
import { readPem } from './pem.ts'

interface KeyParts {
  readonly common: { readonly spki: Uint8Array; readonly sha256: string }
  readonly parameters: Der | undefined
  readonly key: Uint8Array
}

const KEY_READERS: ReadonlyMap<string, (parts: KeyParts) => PublicKeyFacts> = new Map<string, (parts: KeyParts) => PublicKeyFacts>([
  [KEY_OID.rsaEncryption, readRsa],
  [KEY_OID.ecPublicKey, readEc],
])

/** Facts of the key that `der` is, as a SubjectPublicKeyInfo. */
export function parsePublicKey(der: Uint8Array): Parsed<PublicKeyFacts> {
  return attempt('The public key', () => readPublicKey(readDer(new Uint8Array(der))))
}

const PKCS1_LABEL = 'RSA PUBLIC KEY'
const NULL = Uint8Array.of(TAG.null, 0)

/** Facts of the one `PUBLIC KEY` block of a PEM file; an `RSA PUBLIC KEY` (RFC 8017 §A.1.1) is taken for the SubjectPublicKeyInfo around it. */
export function parsePublicKeyPem(bytes: Uint8Array): Parsed<PublicKeyFacts> {
  const pem = readPem(bytes, { canonical: 'PUBLIC KEY', alternatives: [PKCS1_LABEL] })
  if (!pem.ok) return pem
  const [block] = pem.blocks
  if (block === undefined) return { ok: false, reason: 'unreadable', message: 'The file has no PEM block.' }
  const parsed = parsePublicKey(block.label === PKCS1_LABEL ? spkiOfRsa(block.der) : block.der)
  return parsed.ok ? { ...parsed, canonical: pem.canonical } : { ...parsed, line: block.line }
}

/** The SubjectPublicKeyInfo around an RSAPublicKey, which is not looked into. */
export const spkiOfRsa = (rsaPublicKey: Uint8Array): Uint8Array => sequence(sequence(objectIdentifier(KEY_OID.rsaEncryption), NULL), bitString(rsaPublicKey))

/** The SubjectPublicKeyInfo around an uncompressed point of a named curve. */
export const spkiOfPoint = (curve: string, point: Uint8Array): Uint8Array =>
  sequence(sequence(objectIdentifier(KEY_OID.ecPublicKey), objectIdentifier(curve)), bitString(point))

/** Reads a SubjectPublicKeyInfo inside something larger; throws `DerError`. */
export function readPublicKey(node: Der): PublicKeyFacts {
  const cursor = open(node, 'SubjectPublicKeyInfo')
  const algorithm = open(take(cursor), 'The key algorithm')
  const oid = readOid(take(algorithm))
  const parameters = algorithm.node.children[1]
  if (algorithm.node.children.length > 2) throw new DerError('The key algorithm has more than one parameter.')
  const key = readBitString(take(cursor, TAG.bitString))
  close(cursor)
  // A copy: what is remembered must not hold on to all that the key came in.
  const spki = encoding(node).slice()
  const sha256 = sha256Hex(spki)
  return facts(sha256, () => KEY_READERS.get(oid)?.({ common: { spki, sha256 }, parameters, key }) ?? { spki, sha256, kind: 'other', oid })
}

/** One key stands in a request, in certificates and in records: whether its point is on the curve is computed once. */
const facts = boundedCache<PublicKeyFacts>(8192)

function readRsa({ common, parameters, key }: KeyParts): RsaKeyFacts {
  if (parameters?.tag !== TAG.null) throw new DerError('The RSA key algorithm lacks its NULL parameters.')
  const cursor = open(readDer(key), 'RSAPublicKey')
  const modulus = readBigInteger(take(cursor))
  const exponent = readBigInteger(take(cursor))
  close(cursor)
  if (modulus <= 0n || exponent <= 0n) throw new DerError('The RSA modulus or exponent is not positive.')
  return { ...common, kind: 'rsa', bits: bitLength(modulus), modulus, exponent }
}

function readEc({ common, parameters, key }: KeyParts): EcKeyFacts {
  if (parameters === undefined) throw new DerError('The EC key algorithm names no curve.')
  if (parameters.tag !== TAG.oid) return { ...common, kind: 'ec', curve: 'explicit', bits: explicitBits(parameters), pointProblem: null }
  const oid = readOid(parameters)
  const curve = CURVES.get(oid)
  if (curve === undefined) return { ...common, kind: 'ec', curve: oid, bits: Math.floor((key.length - 1) / 2) * 8, pointProblem: null }
  return { ...common, kind: 'ec', curve: curve.name, bits: curve.bits, pointProblem: pointProblem(key, curve) }
}

/** Size of the prime in ECParameters { version, FieldID { type, prime }, … }, or 0. */
function explicitBits(parameters: Der): number {
  if (parameters.tag !== TAG.sequence) return 0
  const field = parameters.children[1]
  const prime = field?.tag === TAG.sequence ? field.children[1] : undefined
  return prime?.tag === TAG.integer ? bitLength(readBigInteger(prime)) : 0
}

/** The octets of the subjectPublicKey BIT STRING: what key identifiers are computed over (RFC 5280 §4.2.1.2). */
export function subjectPublicKeyBits(spki: Uint8Array): Uint8Array {
  const cursor = open(readDer(spki), 'SubjectPublicKeyInfo')
  takeIf(cursor, TAG.sequence)
  return contents(take(cursor, TAG.bitString)).subarray(1)
}
