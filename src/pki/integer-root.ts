import { bitLength } from './bit-length.ts'

/** The greatest integer whose `degree`-th power is not above `n`, by Newton's method from above. */
export function integerRoot(n: bigint, degree: number): bigint {
  if (n < 2n) return n
  const [k, less] = [BigInt(degree), BigInt(degree - 1)]
  let root = firstGuess(n, degree)
  for (;;) {
    const next = (less * root + n / root ** less) / k
    if (next >= root) return root
    root = next
  }
}

/** What a float holds with room to spare. */
const LEADING_BITS = 800

/** A little above the root: the leading 53 bits taken as a float, the rest as a power of two. */
function firstGuess(n: bigint, degree: number): bigint {
  const shift = Math.max(0, Math.floor((bitLength(n) - LEADING_BITS) / degree)) * degree
  const scaled = Number(n >> BigInt(shift)) ** (1 / degree)
  return (BigInt(Math.ceil(scaled * (1 + 2 ** -40))) + 1n) << BigInt(shift / degree)
}
