/** Key pairs that commands make, and what is written of them. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { hashOf, type SignatureName } from './algorithms.ts'
import { writePem } from './pem.ts'

export type KeyKind = 'p256' | 'p384' | 'rsa2048' | 'rsa4096'

/** A private key in memory with what signs and names it. */
export interface KeyPair {
  readonly privateKey: KeyObject
  /** DER of the SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array
  /** The algorithm that this key signs certificates with. */
  readonly algorithm: SignatureName
  /** Signature over exactly these bytes: PKCS#1 v1.5, or DER ECDSA-Sig-Value. */
  sign(data: Uint8Array): Uint8Array
}

const GENERATORS: Readonly<Record<KeyKind, () => KeyObject>> = {
  p256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  p384: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
  rsa2048: () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  rsa4096: () => generateKeyPairSync('rsa', { modulusLength: 4096 }).privateKey,
}

/** A new key pair. */
export const generateKey = (kind: KeyKind): KeyPair => keyPair(GENERATORS[kind]())

/** The pair around a private key; RSA, P-256 and P-384 (P-521 too), others throw `TypeError`. */
export function keyPair(privateKey: KeyObject): KeyPair {
  const algorithm = algorithmFor(privateKey)
  const publicKey = new Uint8Array(createPublicKey(privateKey).export({ type: 'spki', format: 'der' }))
  return { privateKey, publicKey, algorithm, sign: (data) => new Uint8Array(sign(hashOf(algorithm), data, privateKey)) }
}

/** The pair in a PEM private key, PKCS#8, PKCS#1 or SEC1, encrypted or not. Throws where it is none, or the passphrase is wrong. */
export function readPrivateKey(pem: string | Buffer, passphrase?: string): KeyPair {
  return keyPair(createPrivateKey(passphrase === undefined ? { key: pem, format: 'pem' } : { key: pem, format: 'pem', passphrase }))
}

const EC_ALGORITHM: Readonly<Record<string, SignatureName>> = {
  prime256v1: 'ecdsa-with-SHA256',
  secp384r1: 'ecdsa-with-SHA384',
  secp521r1: 'ecdsa-with-SHA512',
}

function algorithmFor(key: KeyObject): SignatureName {
  if (key.asymmetricKeyType === 'rsa') return 'sha256WithRSAEncryption'
  const algorithm = EC_ALGORITHM[key.asymmetricKeyDetails?.namedCurve ?? '']
  if (algorithm === undefined) throw new TypeError(`No signature algorithm for ${key.asymmetricKeyType ?? 'this'} key`)
  return algorithm
}

/** PKCS#8 PEM; with a passphrase, encrypted (PBES2, AES-256-CBC). */
export function exportPkcs8(key: KeyPair, passphrase?: string): string {
  const encryption = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase }
  return key.privateKey.export({ type: 'pkcs8', format: 'pem', ...encryption }) as string
}

/** PKCS#1 PEM of an RSA key: the SDK takes no other form for JWS. */
export const exportPkcs1 = (key: KeyPair): string => key.privateKey.export({ type: 'pkcs1', format: 'pem' }) as string

/** PEM of the public key. */
export const exportPublicKey = (key: KeyPair): string => writePem('PUBLIC KEY', key.publicKey)

const SERIAL_OCTETS = 18

/** A new serial number: 18 random octets, the first never 0 and its top bit never set, upper-case hex (CONTRACT: 16 to 19, positive). */
export function newSerial(random: (length: number) => Uint8Array = randomBytes): string {
  const octets = Uint8Array.from(random(SERIAL_OCTETS))
  octets[0] = ((octets[0] as number) & 0x3f) | 0x40
  return Buffer.from(octets).toString('hex').toUpperCase()
}
