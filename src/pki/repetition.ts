/** Widths in bytes of the words that are counted. */
const WIDTHS = [1, 2, 4, 8] as const

/** Of random moduli fewer than one in 2^40 may look as if it repeated itself. */
const CHANCE_BITS = 40

/** One word stands so often in the modulus that chance does not explain it: blocks of zeros, digits that repeat. */
export function repeatsItself(modulus: bigint): boolean {
  const hex = modulus.toString(16)
  const digits = hex.length % 2 === 0 ? hex : `0${hex}`
  return WIDTHS.some((width) => mostFrequent(digits, width) >= suspiciousCount(Math.floor(digits.length / 2 / width), width))
}

/** How often the most frequent word stands there, words taken from the low end. */
function mostFrequent(hex: string, width: number): number {
  const counts = new Map<string, number>()
  let most = 0
  for (let end = hex.length; end >= 2 * width; end -= 2 * width) {
    const word = hex.slice(end - 2 * width, end)
    const count = (counts.get(word) ?? 0) + 1
    counts.set(word, count)
    most = Math.max(most, count)
  }
  return most
}

/** The least count that random words reach with a chance below 2^-CHANCE_BITS: (words choose count) · 2^(-8 · width · (count - 1)). */
function suspiciousCount(words: number, width: number): number {
  let bits = 0
  for (let count = 1; count <= words; count += 1) {
    bits += Math.log2(words - count + 1) - Math.log2(count)
    if (count > 1 && bits - 8 * width * (count - 1) < -CHANCE_BITS) return count
  }
  return Number.POSITIVE_INFINITY
}
