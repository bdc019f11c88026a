import { createPrivateKey, generatePrimeSync } from 'node:crypto'
import { integer, sequence } from '../../src/pki/der-write.ts'
import type { RsaKeyFacts } from '../../src/pki/facts.ts'
import { writePem } from '../../src/pki/pem.ts'
import { parsePublicKey, spkiOfRsa } from '../../src/pki/spki.ts'
import type { TestKey } from './pki.ts'

/** A new prime of so many bits, the two highest set. */
export const prime = (bits: number): bigint => generatePrimeSync(bits, { bigint: true })

/** A public key with this modulus, whoever could have made it. */
export function rsaPublicKey(modulus: bigint, exponent = 65_537n): { readonly facts: RsaKeyFacts; readonly spki: Uint8Array; readonly pem: string } {
  const spki = spkiOfRsa(sequence(integer(modulus), integer(exponent)))
  const parsed = parsePublicKey(spki)
  if (!parsed.ok || parsed.facts.kind !== 'rsa') throw new Error('no RSA key')
  return { facts: parsed.facts, spki, pem: writePem('PUBLIC KEY', spki) }
}

/** The key pair of two primes of 1024 bits, so that it can sign. */
export function rsaKeyOf(p: bigint, q: bigint): TestKey {
  const exponent = 65_537n
  const { spki, pem } = rsaPublicKey(p * q, exponent)
  const d = inverse(exponent, (p - 1n) * (q - 1n))
  const numbers = { n: p * q, e: exponent, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) }
  const members = Object.entries(numbers).map(([name, value]) => [name, base64url(value)] as const)
  const privateKey = createPrivateKey({ key: { kty: 'RSA', ...Object.fromEntries(members) }, format: 'jwk' })
  return { kind: 'rsa2048', privateKey, spki, publicPem: pem, privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string }
}

function base64url(value: bigint): string {
  const hex = value.toString(16)
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url')
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [r, next, s, t] = [modulus, value % modulus, 0n, 1n]
  while (next !== 0n) [r, next, s, t] = [next, r % next, t, s - (r / next) * t]
  return ((s % modulus) + modulus) % modulus
}
