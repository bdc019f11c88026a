import { primesBelow } from './primes.ts'
import { product } from './product.ts'

/** Primes of the affected library have the form k · M + (65537^a mod M); the smallest M holds every prime up to 167. */
const GENERATOR = 65537
const LARGEST = 167

interface Fingerprint {
  readonly prime: number
  /** 1 at each residue that is a power of the generator. */
  readonly powers: Uint8Array
}

/** The primes modulo which not every residue is a power of 65537: the other ones tell nothing. There are 17 of them. */
const FINGERPRINTS: readonly Fingerprint[] = primesBelow(LARGEST + 1)
  .map(fingerprint)
  .filter(tells)
const MODULUS: bigint = product(FINGERPRINTS.map(({ prime }) => BigInt(prime)))

/**
 * The modulus has the fingerprint of CVE-2017-15361 (ROCA): modulo each of 17 primes it is a power of 65537. Of random
 * moduli about one in 2^27 has it by chance.
 */
export function isRoca(modulus: bigint): boolean {
  const residue = modulus % MODULUS
  return FINGERPRINTS.every(({ prime, powers }) => powers[Number(residue % BigInt(prime))] === 1)
}

function fingerprint(prime: number): Fingerprint {
  const powers = new Uint8Array(prime)
  for (let power = 1; powers[power] === 0; power = (power * GENERATOR) % prime) powers[power] = 1
  return { prime, powers }
}

function tells({ powers }: Fingerprint): boolean {
  return powers.subarray(1).includes(0)
}
