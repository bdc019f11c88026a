/** Requests whose signature is made with what is no longer trusted, or proves nothing. */
import { sign } from 'node:crypto'
import { encoding, readDer } from '../../src/pki/der.ts'
import { bitString, concat, integer, oid, sequence } from '../../src/pki/der-write.ts'
import { writePem } from '../../src/pki/pem.ts'
import { nullElement } from '../support/der.ts'
import { algorithmDer, type TestAlgorithm, type TestKey, testCsr, testKey } from '../support/pki.ts'
import { type Mutant, mutants } from './mutant.ts'

const ec = testKey('p256', 'mutant')
const rsa = testKey('rsa2048')
const goodOf = (key: TestKey): readonly Uint8Array[] => readDer(testCsr({ key }).der).children.map((child) => new Uint8Array(encoding(child)))

const parts = goodOf(ec)
const rsaParts = goodOf(rsa)
const part = (index: number, of = parts): Uint8Array => of[index] ?? new Uint8Array()
const assembled = (info: Uint8Array, algorithm: Uint8Array, signature: Uint8Array): string =>
  writePem('CERTIFICATE REQUEST', sequence(info, algorithm, bitString(signature)))

/** The same request, the algorithm said otherwise. */
const calling = (key: TestKey, algorithm: Uint8Array): string => testCsr({ key, outerAlgorithm: algorithm }).pem
const ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551')
const ecSignature = (...members: Uint8Array[]): string => assembled(part(0), part(1), sequence(...members))
const trueSignature = new Uint8Array(sign('sha256', part(0), ec.privateKey))
const rsaSignature = new Uint8Array(sign('sha256', part(0, rsaParts), rsa.privateKey))
const NAME_AT = Buffer.from(part(0)).indexOf('greenbank')

const refused = (): Record<string, string> => ({
  ...Object.fromEntries((['sha1WithRSAEncryption', 'md5WithRSAEncryption'] as const).map((algorithm) => [algorithm, testCsr({ key: rsa, algorithm }).pem])),
  'ecdsa-with-SHA1': testCsr({ key: ec, algorithm: 'ecdsa-with-SHA1' }).pem,
  ...Object.fromEntries(
    Object.entries({
      md2WithRSAEncryption: '1.2.840.113549.1.1.2',
      md4WithRSAEncryption: '1.2.840.113549.1.1.3',
      sha224WithRSAEncryption: '1.2.840.113549.1.1.14',
      'RSA without hash': '1.2.840.113549.1.1.1',
      'RSASSA-PSS without parameters': '1.2.840.113549.1.1.10',
      'sha512-256WithRSAEncryption': '1.2.840.113549.1.1.16',
    }).map(([name, type]) => [name, calling(rsa, sequence(oid(type), nullElement()))]),
  ),
  'RSASSA-PSS with parameters': calling(rsa, sequence(oid('1.2.840.113549.1.1.10'), sequence())),
  ...Object.fromEntries(
    Object.entries({
      'ecdsa-with-SHA224': '1.2.840.10045.4.3.1',
      'ecdsa-with-SHA3-256': '2.16.840.1.101.3.4.3.10',
      Ed25519: '1.3.101.112',
      'dsa-with-sha256': '2.16.840.1.101.3.4.3.2',
      'an unknown algorithm': '1.2.3.4.5',
    }).map(([name, type]) => [name, calling(ec, sequence(oid(type)))]),
  ),
})

/** Allowed by name, and not what it says. */
const mismatched: readonly (readonly [TestKey, string, TestAlgorithm])[] = [
  [ec, 'RSA by name, an EC key', 'sha256WithRSAEncryption'],
  [rsa, 'ECDSA by name, an RSA key', 'ecdsa-with-SHA256'],
  [ec, 'SHA-384 by name, SHA-256 in truth', 'ecdsa-with-SHA384'],
  [ec, 'SHA-512 by name, SHA-256 in truth', 'ecdsa-with-SHA512'],
  [rsa, 'SHA-512 with RSA by name, SHA-256 in truth', 'sha512WithRSAEncryption'],
]

const wrong = (): Record<string, string> => ({
  ...Object.fromEntries(mismatched.map(([key, what, algorithm]) => [what, calling(key, algorithmDer(algorithm))])),
  'a bit of the signature flipped': testCsr({ key: ec, tamperSignature: true }).pem,
  'a bit of the RSA signature flipped': testCsr({ key: rsa, tamperSignature: true }).pem,
  'the signature of another key': testCsr({ key: { ...testKey('p256', 'other'), spki: ec.spki } }).pem,
  'the signature of another request': assembled(goodOf(testKey('p256', 'other'))[0] ?? part(0), part(1), trueSignature),
  ...Object.fromEntries(
    [0, 3, 8].map((at) => [
      `letter ${at} of the name altered`,
      assembled(
        Uint8Array.from(part(0), (octet, index) => (index === NAME_AT + at ? octet ^ 1 : octet)),
        part(1),
        trueSignature,
      ),
    ]),
  ),
  'an empty signature': assembled(part(0), part(1), new Uint8Array()),
  'a signature of zeros': assembled(part(0), part(1), new Uint8Array(70)),
  'r and s of zero': ecSignature(integer(0), integer(0)),
  'r of one, s of zero': ecSignature(integer(1), integer(0)),
  'r and s of the order': ecSignature(integer(ORDER), integer(ORDER)),
  'r and s above the order': ecSignature(integer(ORDER + 1n), integer(ORDER + 1n)),
  'r and s negative': ecSignature(Uint8Array.of(2, 1, 0xff), Uint8Array.of(2, 1, 0xff)),
  'one number only': ecSignature(integer(1)),
  'three numbers': ecSignature(integer(1), integer(1), integer(1)),
  'bytes after the signature': assembled(part(0), part(1), concat([trueSignature, Uint8Array.of(0)])),
  'a signature of the other form': assembled(part(0), part(1), new Uint8Array(sign('sha256', part(0), { key: ec.privateKey, dsaEncoding: 'ieee-p1363' }))),
  'an RSA signature an octet short': assembled(part(0, rsaParts), part(1, rsaParts), rsaSignature.slice(1)),
  'an RSA signature an octet long': assembled(part(0, rsaParts), part(1, rsaParts), concat([Uint8Array.of(0), rsaSignature])),
  'an RSA-PSS signature by another name': assembled(
    part(0, rsaParts),
    part(1, rsaParts),
    new Uint8Array(sign('sha256', part(0, rsaParts), { key: rsa.privateKey, padding: 6 })),
  ),
})

/** Parameters that the algorithm does not have, or lacks: the identifier is not the one that is allowed. */
const parameters = (): Record<string, string> => ({
  'RSA without NULL': calling(rsa, sequence(oid('1.2.840.113549.1.1.11'))),
  'RSA with an INTEGER': calling(rsa, sequence(oid('1.2.840.113549.1.1.11'), integer(0))),
  'ECDSA with NULL': calling(ec, sequence(oid('1.2.840.10045.4.3.2'), nullElement())),
  'ECDSA with a curve': calling(ec, sequence(oid('1.2.840.10045.4.3.2'), oid('1.2.840.10045.3.1.7'))),
})

/** Row 10 of the attack list, and proofs of possession that are none. */
export const signatureMutants = (): Mutant[] => [
  ...mutants('csr/algorithm', refused()),
  ...mutants('csr/signature', wrong()),
  ...mutants('csr/requested-extension', parameters()),
  ...mutants('csr/unreadable', { 'RSA with NULL twice': calling(rsa, sequence(oid('1.2.840.113549.1.1.11'), nullElement(), nullElement())) }),
]
