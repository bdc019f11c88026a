import { checkPrimeSync } from 'node:crypto'
import { bitLength } from './bit-length.ts'
import { integerRoot } from './integer-root.ts'
import { primesBelow } from './primes.ts'

/** Bits of the smallest root that is looked for; what has smaller factors is found by those. */
const LEAST_BITS = 16

/** `n` is a prime, or a power of an integer: then anyone can compute the private key. For `n` without factors below 2^16. */
export function isPrimeOrPower(n: bigint): boolean {
  return isPower(n) || checkPrimeSync(n)
}

function isPower(n: bigint): boolean {
  return primesBelow(Math.ceil(bitLength(n) / LEAST_BITS) + 1).some((degree) => integerRoot(n, degree) ** BigInt(degree) === n)
}
