import { integerRoot } from './integer-root.ts'

/** As many as boulder tries by default; CAs must try 100 (CA/Browser Forum Baseline Requirements §6.1.1.3). */
export const FERMAT_ROUNDS = 110

/** Of a square the residues modulo each of these are few; they multiply to less than 2^35. */
const SIEVES: readonly (readonly [modulus: number, squares: Uint8Array])[] = [64, 63, 65, 11, 17, 19, 23].map((modulus) => [modulus, squaresModulo(modulus)])
const SIEVE_MODULUS: number = SIEVES.reduce((all, [modulus]) => all * modulus, 1)

/**
 * The smaller of two factors of an odd `n` that lie close together: found where `n` = a² - b² for one of the first
 * `rounds` numbers a from the root of `n` upwards (Fermat's method). Null where it is not found.
 */
export function fermatFactor(n: bigint, rounds: number = FERMAT_ROUNDS): bigint | null {
  const root = integerRoot(n, 2)
  const start = root * root === n ? root : root + 1n
  let a = residueOf(start)
  let square = residueOf(start * start - n)
  for (let round = 0; round < rounds; round += 1) {
    if (maybeSquare(square)) {
      const factor = factorAt(n, start + BigInt(round))
      if (factor !== null) return factor
    }
    square = (square + 2 * a + 1) % SIEVE_MODULUS
    a = (a + 1) % SIEVE_MODULUS
  }
  return null
}

const residueOf = (value: bigint): number => Number(value % BigInt(SIEVE_MODULUS))

const maybeSquare = (residue: number): boolean => SIEVES.every(([modulus, squares]) => squares[residue % modulus] === 1)

function factorAt(n: bigint, a: bigint): bigint | null {
  const square = a * a - n
  const b = integerRoot(square, 2)
  return b * b === square && a - b > 1n ? a - b : null
}

function squaresModulo(modulus: number): Uint8Array {
  const squares = new Uint8Array(modulus)
  for (let number = 0; number < modulus; number += 1) squares[(number * number) % modulus] = 1
  return squares
}
