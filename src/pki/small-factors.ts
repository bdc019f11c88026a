import { gcd } from './gcd.ts'
import { primesBelow } from './primes.ts'
import { product } from './product.ts'

const LIMIT = 65_537

let made: { readonly primes: readonly number[]; readonly product: bigint } | null = null

/** The 6,542 primes below 65,537 and their product, made at the first RSA key that is looked at. */
function small(): { readonly primes: readonly number[]; readonly product: bigint } {
  if (made !== null) return made
  const primes = primesBelow(LIMIT)
  made = { primes, product: product(primes.map(BigInt)) }
  return made
}

/** The smallest prime below 65,537 that divides `n`, or null. */
export function smallFactor(n: bigint): number | null {
  const { primes, product: all } = small()
  const common = gcd(n, all % n)
  return common === 1n ? null : (primes.find((prime) => common % BigInt(prime) === 0n) ?? null)
}
