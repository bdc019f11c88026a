/** Greatest common divisor of two natural numbers; `gcd(a, 0n)` is `a`. */
export function gcd(one: bigint, other: bigint): bigint {
  let [a, b] = [one, other]
  while (b !== 0n) [a, b] = [b, a % b]
  return a
}
