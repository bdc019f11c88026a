import { verify } from 'node:crypto'
import type { PublicKeyFacts } from '../pki/facts.ts'
import { importPublicKey } from '../pki/import-key.ts'
import { JwsError } from './jws-problem.ts'

interface JwsAlgorithm {
  readonly hash: string
  /** The kind of RSA, or the one curve that goes with it (RFC 7518 §3.4). */
  readonly key: 'RSA' | 'P-256' | 'P-384'
}

/** What registry keys may sign by: neither `none` nor anything symmetric is known here at all. */
const ALGORITHMS: ReadonlyMap<string, JwsAlgorithm> = new Map([
  ['RS256', { hash: 'sha256', key: 'RSA' }],
  ['RS384', { hash: 'sha384', key: 'RSA' }],
  ['RS512', { hash: 'sha512', key: 'RSA' }],
  ['ES256', { hash: 'sha256', key: 'P-256' }],
  ['ES384', { hash: 'sha384', key: 'P-384' }],
])

const MIN_RSA_BITS = 2048

/** The signature over those bytes is that key's by that algorithm; else throws `JwsError`. The algorithm is the key's, not the message's. */
export function checkSignature(signature: Uint8Array, data: Uint8Array, { alg, facts }: { readonly alg: string; readonly facts: PublicKeyFacts }): void {
  const algorithm = ALGORITHMS.get(alg)
  if (algorithm === undefined) throw new JwsError('algorithm', `The algorithm "${alg}" is not one of ${[...ALGORITHMS.keys()].join(', ')}.`)
  const expected = signatureLength(facts, algorithm)
  if (expected === null) throw new JwsError('key', `The key does not fit "${alg}": it must be ${needed(algorithm)}.`)
  if (signature.length !== expected) throw new JwsError('signature', `The signature has ${signature.length} octets; one of this key has ${expected}.`)
  if (!isValid(signature, data, { hash: algorithm.hash, facts })) throw new JwsError('signature', 'The signature does not verify.')
}

const needed = ({ key }: JwsAlgorithm): string => (key === 'RSA' ? `RSA of at least ${MIN_RSA_BITS} bits` : `on ${key}`)

/** RFC 7518 §3.3 and §3.4: as many octets as the modulus, or R and S of the curve's size; null where the key cannot make one. */
function signatureLength(facts: PublicKeyFacts, { key }: JwsAlgorithm): number | null {
  if (facts.kind === 'rsa') return key === 'RSA' && isSafeRsa(facts) ? Math.ceil(facts.bits / 8) : null
  if (facts.kind !== 'ec' || facts.curve !== key || facts.pointProblem !== null) return null
  return key === 'P-256' ? 64 : 96
}

const isSafeRsa = ({ bits, exponent }: { readonly bits: number; readonly exponent: bigint }): boolean =>
  bits >= MIN_RSA_BITS && exponent >= 3n && exponent % 2n === 1n

function isValid(signature: Uint8Array, data: Uint8Array, { hash, facts }: { readonly hash: string; readonly facts: PublicKeyFacts }): boolean {
  const key = importPublicKey(facts)
  try {
    return key !== null && verify(hash, data, { key, dsaEncoding: 'ieee-p1363' }, signature)
  } catch {
    return false
  }
}
