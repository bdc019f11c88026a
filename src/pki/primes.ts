/** Every prime below `limit`, rising: the sieve of Eratosthenes. */
export function primesBelow(limit: number): readonly number[] {
  const composite = new Uint8Array(limit)
  const primes: number[] = []
  for (let number = 2; number < limit; number += 1) {
    if (composite[number] === 1) continue
    primes.push(number)
    for (let multiple = number * number; multiple < limit; multiple += number) composite[multiple] = 1
  }
  return primes
}
