import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commonFactors, sharedFactors } from '../../src/pki/batch-gcd.ts'
import { FERMAT_ROUNDS, fermatFactor } from '../../src/pki/fermat.ts'
import { gcd } from '../../src/pki/gcd.ts'
import { integerRoot } from '../../src/pki/integer-root.ts'
import { primesBelow } from '../../src/pki/primes.ts'
import { product } from '../../src/pki/product.ts'
import { isRoca } from '../../src/pki/roca.ts'
import { smallFactor } from '../../src/pki/small-factors.ts'
import { prime } from '../support/rsa-key.ts'

test('there are 6,542 primes below 65,537, and they rise', () => {
  const primes = primesBelow(65_537)
  expect([primes.length, ...primes.slice(0, 5), primes.at(-1)]).toEqual([6542, 2, 3, 5, 7, 11, 65_521])
})

test('a root is the greatest integer whose power is not above', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 1n << 2048n }), fc.integer({ min: 2, max: 130 }), (n, degree) => {
      const root = integerRoot(n, degree)
      const k = BigInt(degree)
      expect(root ** k <= n && (root + 1n) ** k > n).toBe(true)
    }),
  )
})

test('the root of a power is exact, and of one less is one less', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 2n, max: 1n << 512n }), fc.integer({ min: 2, max: 8 }), (root, degree) => {
      const power = root ** BigInt(degree)
      expect([integerRoot(power, degree), integerRoot(power - 1n, degree)]).toEqual([root, root - 1n])
    }),
  )
})

describe("Fermat's method", () => {
  const odd = fc.bigInt({ min: 1n << 500n, max: 1n << 512n }).map((n) => n | 1n)

  test('finds two factors that lie close together', () => {
    fc.assert(
      fc.property(odd, fc.bigInt({ min: 1n, max: 1n << 128n }), (p, half) => {
        const factor = fermatFactor(p * (p + 2n * half))
        expect(factor !== null && p % factor === 0n && factor > 1n).toBe(true)
      }),
    )
  })

  test('stops after its rounds', () => {
    const p = prime(256)
    const far = p * (p + (1n << 140n) + 2n)
    const rounds = p + (1n << 139n) + 1n - integerRoot(far, 2)
    expect([rounds > BigInt(FERMAT_ROUNDS), fermatFactor(far), fermatFactor(far, Number(rounds) + 1)]).toEqual([true, null, p])
  })

  test('does not find random primes', () => {
    expect(fermatFactor(prime(512) * prime(512))).toBeNull()
  })
})

test('a small factor is the smallest prime that divides', () => {
  const large = prime(256)
  fc.assert(
    fc.property(fc.constantFrom(...primesBelow(65_537)), fc.constantFrom(...primesBelow(65_537)), (one, other) => {
      expect(smallFactor(BigInt(one) * BigInt(other) * large)).toBe(Math.min(one, other))
    }),
  )
  expect(smallFactor(large)).toBeNull()
})

test('a modulus whose residues are all powers of 65,537 has the fingerprint of ROCA', () => {
  const primes = product(primesBelow(168).map(BigInt))
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 1n << 200n }), fc.integer({ min: 0, max: 10_000 }), (multiple, power) => {
      expect(isRoca(multiple * primes + powerModulo(power, primes))).toBe(true)
    }),
  )
})

function powerModulo(power: number, modulus: bigint): bigint {
  let result = 1n
  for (let step = 0; step < power % 64; step += 1) result = (result * 65_537n) % modulus
  return result
}

describe('batch GCD', () => {
  const primes = Array.from({ length: 24 }, () => prime(64))
  const moduli = fc.uniqueArray(fc.tuple(fc.nat(23), fc.nat(23)), { minLength: 1, maxLength: 12, selector: ([p, q]) => String([p, q].sort()) })

  test('finds the factors that pairs of keys share, and nothing else', () => {
    fc.assert(
      fc.property(moduli, (pairs) => {
        const values = pairs.map(([p, q]) => (primes[p] ?? 1n) * (primes[q] ?? 1n))
        const expected = values.map((one, at) =>
          gcd(
            one,
            values.reduce((all, other, place) => (place === at ? all : all * other), 1n),
          ),
        )
        expect(commonFactors(values)).toEqual(expected)
      }),
    )
  })

  test('names the first key that each later one shares with', () => {
    const [p, q, r, s, t, u] = primes as [bigint, bigint, bigint, bigint, bigint, bigint]
    expect([...sharedFactors(commonFactors([p * q, r * s, q * t, s * u, p * u]))]).toEqual([
      [2, 0],
      [3, 1],
      [4, 0],
    ])
  })

  test('finds nothing among random keys, whatever their number', () => {
    for (const count of [0, 1, 2, 3, 12])
      expect([...sharedFactors(commonFactors(primes.slice(0, 2 * count).flatMap((p, at, all) => (at % 2 === 0 ? [p * (all[at + 1] ?? 1n)] : []))))]).toEqual([])
  })
})
