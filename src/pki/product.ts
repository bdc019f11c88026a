/** The product of all factors, multiplied in pairs: large numbers meet large ones only, where multiplication is fast. */
export function product(factors: readonly bigint[]): bigint {
  let level = factors
  while (level.length > 1) {
    const [odd, even] = [level.filter((_, at) => at % 2 === 1), level.filter((_, at) => at % 2 === 0)]
    level = even.map((factor, at) => factor * (odd[at] ?? 1n))
  }
  return level[0] ?? 1n
}
