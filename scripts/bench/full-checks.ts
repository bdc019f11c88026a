import { createHash, randomBytes } from 'node:crypto'
import { commonFactors } from '../../src/pki/batch-gcd.ts'
import type { RsaKeyFacts } from '../../src/pki/facts.ts'
import { keyWeaknesses } from '../../src/pki/key-quality.ts'
import { smallFactor } from '../../src/pki/small-factors.ts'
import { check } from '../../src/stages/check.ts'
import { type Cost, cost } from './cost.ts'
import { openWorld } from './world.ts'

/** Every request and every issued certificate read and verified, and every rule that there is. */
export function fullChecksCost(path: string): Promise<Cost> {
  const world = openWorld(path)
  return cost(() => check(world.read(), { at: world.at }))
}

const BITS = 2048

/** All that is asked of so many RSA keys of 2048 bits: small factors, powers, Fermat, ROCA, repetition of each, and batch GCD of all. */
export function keyQualityCost(size: number): Promise<Cost> {
  const keys = Array.from({ length: size }, modulus).map(factsOf)
  return cost(() => {
    for (const key of keys) keyWeaknesses(key)
    commonFactors(keys.map(({ modulus: n }) => n))
  })
}

/** A random number without small factors: it goes through every check that a good modulus goes through, and is made a thousand times faster. */
function modulus(): bigint {
  for (;;) {
    const octets = randomBytes(BITS / 8)
    octets[0] = (octets[0] ?? 0) | 0x80
    octets[octets.length - 1] = (octets.at(-1) ?? 0) | 1
    const n = BigInt(`0x${octets.toString('hex')}`)
    if (smallFactor(n) === null) return n
  }
}

function factsOf(n: bigint): RsaKeyFacts {
  const sha256 = createHash('sha256').update(n.toString(16)).digest('hex')
  return { kind: 'rsa', spki: new Uint8Array(), sha256, bits: BITS, modulus: n, exponent: 65_537n }
}
