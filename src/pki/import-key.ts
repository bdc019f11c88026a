/** Public keys for node:crypto, out of what was already read strictly. */
import { createPublicKey, type JsonWebKeyInput, type KeyObject, type PublicKeyInput } from 'node:crypto'
import { boundedCache } from './bounded-cache.ts'
import type { EcKeyFacts, PublicKeyFacts, RsaKeyFacts } from './facts.ts'

const keys = boundedCache<KeyObject | null>(8192)

/** The key for node:crypto, imported once; null where OpenSSL does not take it. */
export function importPublicKey(publicKey: PublicKeyFacts): KeyObject | null {
  return keys(publicKey.sha256, () => {
    try {
      return createPublicKey(inputOf(publicKey))
    } catch {
      return null
    }
  })
}

// As a JWK where that says the same: OpenSSL's decoders take many times as long to find out what kind of DER this is.
function inputOf(publicKey: PublicKeyFacts): JsonWebKeyInput | PublicKeyInput {
  if (publicKey.kind === 'rsa') return rsaInput(publicKey)
  const octets = publicKey.kind === 'ec' && publicKey.pointProblem === null ? COORDINATE_OCTETS.get(publicKey.curve) : undefined
  return octets === undefined ? { key: Buffer.from(publicKey.spki), format: 'der', type: 'spki' } : pointInput(publicKey as EcKeyFacts, octets)
}

const rsaInput = ({ modulus, exponent }: RsaKeyFacts): JsonWebKeyInput => ({
  format: 'jwk',
  key: { kty: 'RSA', n: base64url(modulus), e: base64url(exponent) },
})

function base64url(value: bigint): string {
  const hex = value.toString(16)
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url')
}

/** Of the curves whose points are checked to lie on them. */
const COORDINATE_OCTETS: ReadonlyMap<string, number> = new Map([
  ['P-256', 32],
  ['P-384', 48],
  ['P-521', 66],
])

/** An uncompressed point ends the SubjectPublicKeyInfo. */
function pointInput({ spki, curve }: EcKeyFacts, octets: number): JsonWebKeyInput {
  const [x, y] = [spki.subarray(-2 * octets, -octets), spki.subarray(-octets)].map((coordinate) => Buffer.from(coordinate).toString('base64url'))
  return { format: 'jwk', key: { kty: 'EC', crv: curve, x: x ?? '', y: y ?? '' } }
}
