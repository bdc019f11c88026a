/** Requests with a key that others can compute or that nobody should have. */
import { checkPrimeSync, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { bitString, concat, oid, sequence } from '../../src/pki/der-write.ts'
import { sha256Hex } from '../../src/pki/digest.ts'
import { KEY_OID } from '../../src/pki/oids.ts'
import { subjectPublicKeyBits } from '../../src/pki/spki.ts'
import { nullElement } from '../support/der.ts'
import { type TestKey, testCsr, testKey } from '../support/pki.ts'
import { prime, rsaKeyOf, rsaPublicKey } from '../support/rsa-key.ts'
import { type Mutant, mutants } from './mutant.ts'

const rsa = testKey('rsa2048')
const ec = testKey('p256', 'mutant')
/** Keys that nobody can sign with, or nobody here. */
const withSpki = (signer: TestKey, spki: Uint8Array): string => testCsr({ key: { ...signer, spki } }).pem
const ofModulus = (modulus: bigint, exponent?: bigint): string => withSpki(rsa, rsaPublicKey(modulus, exponent).spki)
const ofPoint = (point: Uint8Array, curve = '1.2.840.10045.3.1.7'): string =>
  withSpki(ec, sequence(sequence(oid(KEY_OID.ecPublicKey), oid(curve)), bitString(point)))

const p = prime(1024)
const q = prime(1024)
const good = p * q
const PRIMES_TO_167 = Array.from({ length: 166 }, (_, index) => index + 2).filter((n) =>
  Array.from({ length: n - 2 }, (_, index) => index + 2).every((d) => n % d !== 0),
)

/** A modulus with the fingerprint of CVE-2017-15361, of 2048 bits. */
function rocaModulus(): bigint {
  const primorial = PRIMES_TO_167.reduce((product, one) => product * BigInt(one), 1n)
  let power = 1n
  for (let round = 0; round < 77; round += 1) power = (power * 65_537n) % primorial
  return (good / primorial) * primorial + power
}

/** Weak, and yet the proof of possession is right. */
const signed = (): Record<string, string> => ({
  'RSA of 1024 bits': testCsr({ key: testKey('rsa1024') }).pem,
  'RSA of 2052 bits': testCsr({ key: testKey('rsa2052') }).pem,
  'a compressed point': ofPoint(head(2 + ((POINT.at(-1) ?? 0) & 1), x)),
  'a hybrid point': ofPoint(head(6 + ((POINT.at(-1) ?? 0) & 1), POINT.slice(1))),
  'the next prime but for itself': testCsr({ key: rsaKeyOf(p, nextPrime(p)) }).pem,
  ...Object.fromEntries(
    (['p224', 'secp256k1', 'p521'] as const).map((kind) => [`the curve ${kind}`, testCsr({ key: testKey(kind), algorithm: 'ecdsa-with-SHA256' }).pem]),
  ),
})

function nextPrime(after: bigint): bigint {
  const next = closeTo(after)
  return checkPrimeSync(next) ? next : nextPrime(next)
}

const sizes = (): Record<string, string> => ({
  'RSA of 512 bits': ofModulus(prime(256) * prime(256)),
  'RSA of 768 bits': ofModulus(prime(384) * prime(384)),
  'RSA of 1536 bits': ofModulus(prime(768) * prime(768)),
  'RSA of 2040 bits': ofModulus(prime(1020) * prime(1020)),
  'RSA of 2560 bits': ofModulus(prime(1280) * prime(1280)),
  'RSA of 8192 bits': ofModulus((1n << 8191n) + 1n),
  'RSA of 16384 bits': ofModulus((1n << 16_383n) + 1n),
})

const exponents = (): Record<string, string> =>
  Object.fromEntries(
    [1n, 2n, 3n, 5n, 17n, 257n, 65_535n, 65_536n, 65_539n, (1n << 32n) + 1n, (1n << 64n) + 13n, (1n << 256n) + 1n, good - 2n].map((exponent) => {
      const text = exponent.toString()
      return [`RSA exponent ${text.length > 24 ? `of ${text.length} digits` : text}`, ofModulus(good, exponent)]
    }),
  )

const moduli = (): Record<string, string> => ({
  'an even modulus': ofModulus(good - 1n),
  ...Object.fromEntries([3n, 5n, 7n, 11n, 751n, 757n, 65_519n, 65_521n].map((factor) => [`a factor of ${factor}`, ofModulus(padded(factor))])),
  'a prime as modulus': ofModulus(prime(2048)),
  'the square of a prime': ofModulus(p * p),
  'primes that lie close together': ofModulus(p * closeTo(p)),
  'primes that are a little apart': ofModulus(p * closeTo(p + (1n << 500n))),
  'a modulus of the ROCA library': ofModulus(rocaModulus()),
  'a modulus that repeats itself': ofModulus(BigInt(`0x${'c0ffee11decaf001'.repeat(32)}`)),
  'a modulus of mostly zeros': ofModulus((1n << 2047n) + 12_345_678_901n),
})

/** A modulus of 2048 bits with that factor and a prime. */
function padded(factor: bigint): bigint {
  const bits = 2048 - factor.toString(2).length
  const modulus = factor * prime(bits)
  return modulus.toString(2).length === 2048 ? modulus : factor * prime(bits + 1)
}

function closeTo(start: bigint): bigint {
  return start % 2n === 0n ? start + 1n : start + 2n
}

const POINT = subjectPublicKeyBits(ec.spki)
const x = POINT.slice(1, 33)
const FIELD = Buffer.from('ffffffff00000001000000000000000000000000ffffffffffffffffffffffff', 'hex')
const zeros = (count: number): Uint8Array => new Uint8Array(count)
const head = (form: number, ...parts: Uint8Array[]): Uint8Array => concat([Uint8Array.of(form), ...parts])

const points = (): Record<string, string> => ({
  'the point at infinity': ofPoint(Uint8Array.of(0)),
  'infinity, filled up': ofPoint(zeros(65)),
  'no point': ofPoint(zeros(0)),
  'a compressed point of the other kind': ofPoint(head(3 - ((POINT.at(-1) ?? 0) & 1), x)),
  'a point of an unknown form': ofPoint(head(5, POINT.slice(1))),
  'a point off the curve': ofPoint(Uint8Array.from(POINT, (octet, at) => (at === 64 ? octet ^ 1 : octet))),
  'a point off the curve by a bit of x': ofPoint(Uint8Array.from(POINT, (octet, at) => (at === 1 ? octet ^ 0x80 : octet))),
  'the point (0, 0)': ofPoint(head(4, zeros(64))),
  'coordinates that are the prime': ofPoint(head(4, FIELD, FIELD)),
  'an x that is not below the prime': ofPoint(head(4, new Uint8Array(32).fill(0xff), POINT.slice(33))),
  'a point cut short': ofPoint(POINT.slice(0, 64)),
  'a point with an octet more': ofPoint(concat([POINT, zeros(1)])),
  'coordinates swapped': ofPoint(head(4, POINT.slice(33), x)),
  'a P-384 point on P-256': ofPoint(subjectPublicKeyBits(testKey('p384', 'mutant').spki)),
  'a P-256 point on P-384': ofPoint(POINT, '1.3.132.0.34'),
})

const explicit = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256', paramEncoding: 'explicit' }).publicKey

const curves = (): Record<string, string> => ({
  'the curve P-192': ofPoint(head(4, zeros(48)), '1.2.840.10045.3.1.1'),
  'the curve brainpoolP256r1': ofPoint(POINT, '1.3.36.3.3.2.8.1.1.7'),
  'the curve sect283r1': ofPoint(POINT, '1.3.132.0.17'),
  'the curve SM2': ofPoint(POINT, '1.2.156.10197.1.301'),
  'a curve that nobody knows': ofPoint(POINT, '1.2.3.4'),
  'a curve spelled out': withSpki(ec, new Uint8Array(explicit().export({ type: 'spki', format: 'der' }))),
})

const listed = (): Mutant => ({
  what: 'a key that is on the list of blocked ones',
  code: 'csr/weak-key',
  file: testCsr({ key: ec }).pem,
  beside: { 'blocked-keys.txt': `${sha256Hex(ec.spki)}\n` },
})

const shared = (): Mutant => ({
  what: 'a key that has a prime in common with that of another DFSP',
  code: 'csr/weak-key',
  file: testCsr({ key: rsaKeyOf(p, prime(1024)) }).pem,
  beside: { 'dfsps/bluebank/client/2026-10.csr': testCsr({ key: rsaKeyOf(p, q), subject: { CN: 'bluebank' } }).pem },
})

const publicKey = (make: () => { readonly publicKey: KeyObject }): Uint8Array => new Uint8Array(make().publicKey.export({ type: 'spki', format: 'der' }))

const otherKinds = (): Record<string, string> => ({
  'an Ed448 key': withSpki(
    ec,
    publicKey(() => generateKeyPairSync('ed448')),
  ),
  'an X25519 key, which cannot sign': withSpki(
    ec,
    publicKey(() => generateKeyPairSync('x25519')),
  ),
  'an RSA-PSS key': withSpki(
    rsa,
    publicKey(() => generateKeyPairSync('rsa-pss', { modulusLength: 2048 })),
  ),
  'a DSA key': withSpki(
    rsa,
    publicKey(() => generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 })),
  ),
  'a key of an unknown kind': withSpki(ec, sequence(sequence(oid('1.2.3.4')), bitString(zeros(32)))),
})

const rsaBits = subjectPublicKeyBits(rsa.spki)
const keyOf = (...parts: Uint8Array[]): string => withSpki(ec, sequence(...parts))
const int = (...octets: number[]): Uint8Array => Uint8Array.of(2, octets.length, ...octets)
const rsaOf = (...members: Uint8Array[]): string => keyOf(sequence(oid(KEY_OID.rsaEncryption), nullElement()), bitString(sequence(...members)))

const unreadable = (): Record<string, string> => ({
  'RSA without NULL': keyOf(sequence(oid(KEY_OID.rsaEncryption)), bitString(rsaBits)),
  'RSA with a curve': keyOf(sequence(oid(KEY_OID.rsaEncryption), oid('1.2.840.10045.3.1.7')), bitString(rsaBits)),
  'RSA with two parameters': keyOf(sequence(oid(KEY_OID.rsaEncryption), nullElement(), nullElement()), bitString(rsaBits)),
  'RSA with a negative modulus': rsaOf(int(0x81), int(1, 0, 1)),
  'RSA with a modulus of zero': rsaOf(int(0), int(1, 0, 1)),
  'RSA with an exponent of zero': rsaOf(int(0, 0x81), int(0)),
  'RSA with a modulus that is not minimal': rsaOf(int(0, 1), int(1, 0, 1)),
  'RSA without exponent': rsaOf(int(0, 0x81)),
  'RSA with a third number': rsaOf(int(0, 0x81), int(1, 0, 1), int(1)),
  'EC without curve': keyOf(sequence(oid(KEY_OID.ecPublicKey)), bitString(POINT)),
  'a key that is an OCTET STRING': keyOf(sequence(oid(KEY_OID.ecPublicKey), oid('1.2.840.10045.3.1.7')), concat([Uint8Array.of(4, POINT.length), POINT])),
  'a key with unused bits': keyOf(
    sequence(oid(KEY_OID.ecPublicKey), oid('1.2.840.10045.3.1.7')),
    concat([Uint8Array.of(3, POINT.length + 1, 1), POINT.slice(0, 64), zeros(1)]),
  ),
  'a key with a third member': keyOf(sequence(oid(KEY_OID.ecPublicKey), oid('1.2.840.10045.3.1.7')), bitString(POINT), nullElement()),
})

const unsigned = (code: string, files: Readonly<Record<string, string>>): Mutant[] => mutants(code, files).map((mutant) => ({ ...mutant, unsigned: true }))

/** Rows 8 and 9 of the attack list. */
export const keyMutants = (): Mutant[] => [
  ...mutants('csr/weak-key', signed()),
  ...unsigned('csr/weak-key', { ...sizes(), ...exponents(), ...moduli(), ...points(), ...curves() }),
  listed(),
  shared(),
  ...mutants('csr/algorithm', { 'an Ed25519 key': testCsr({ key: testKey('ed25519') }).pem }),
  ...unsigned('csr/algorithm', otherKinds()),
  ...mutants('csr/unreadable', unreadable()),
  ...mutants('csr/extra-data', {
    'RSA with bytes after the key': keyOf(sequence(oid(KEY_OID.rsaEncryption), nullElement()), bitString(concat([rsaBits, zeros(1)]))),
  }),
]
