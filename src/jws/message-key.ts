import { type KeyObject, sign } from 'node:crypto'
import type { PublicKeyFacts } from '../pki/facts.ts'
import { type KeyPair, readPrivateKey } from '../pki/keys.ts'
import { parsePublicKey } from '../pki/spki.ts'

/** A private key that signs messages, with the one algorithm that it signs by. */
export interface MessageKey {
  readonly alg: 'RS256' | 'ES256'
  /** RFC 7518 §3.3, §3.4: PKCS#1 v1.5, or R and S. */
  sign(data: Uint8Array): Uint8Array
}

export type MessageKeyRead = { readonly ok: true; readonly key: MessageKey } | { readonly ok: false; readonly message: string }

const LEAST_RSA_BITS = 2048

/** The key in this PEM (PKCS#1, PKCS#8 or SEC1): RSA of 2048 bits or more signs by RS256, P-256 by ES256; nothing else signs FSPIOP messages. */
export function messageKey(pem: string, passphrase?: string): MessageKeyRead {
  const pair = readPrivateKey(pem, passphrase)
  const public_ = parsePublicKey(pair.publicKey)
  const alg = public_.ok ? algorithmOf(public_.facts) : null
  if (alg === null) return { ok: false, message: `The key is not RSA of at least ${LEAST_RSA_BITS} bits and not on P-256.` }
  return { ok: true, key: { alg, sign: (data) => signature(data, pair) } }
}

const signature = (data: Uint8Array, { privateKey }: KeyPair): Uint8Array =>
  new Uint8Array(sign('sha256', data, { key: privateKey satisfies KeyObject, dsaEncoding: 'ieee-p1363' }))

function algorithmOf(facts: PublicKeyFacts): MessageKey['alg'] | null {
  if (facts.kind === 'rsa') return facts.bits >= LEAST_RSA_BITS ? 'RS256' : null
  return facts.kind === 'ec' && facts.curve === 'P-256' ? 'ES256' : null
}
