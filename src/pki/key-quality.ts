import { boundedCache } from './bounded-cache.ts'
import type { EcKeyFacts, PublicKeyFacts, RsaKeyFacts } from './facts.ts'
import { FERMAT_ROUNDS, fermatFactor } from './fermat.ts'
import { isPrimeOrPower } from './prime-power.ts'
import { repeatsItself } from './repetition.ts'
import { isRoca } from './roca.ts'
import { smallFactor } from './small-factors.ts'

export type KeyWeaknessKind = 'exponent' | 'even' | 'small-factor' | 'prime-power' | 'fermat' | 'roca' | 'repetition' | 'explicit-curve' | 'point'

export interface KeyWeakness {
  readonly kind: KeyWeaknessKind
  /** A sentence about the key. */
  readonly message: string
}

const cached = boundedCache<readonly KeyWeakness[]>(65_536)

/**
 * What makes the private key computable, whatever a policy accepts: all of boulder's `goodkey`, and prime powers,
 * factors up to 2^16 and moduli that repeat themselves. Lists of known keys and primes shared between keys are other
 * questions. Some milliseconds for an RSA key, remembered by its SHA-256; next to nothing for others.
 */
export const keyWeaknesses = (key: PublicKeyFacts): readonly KeyWeakness[] => cached(key.sha256, () => weaknessesOf(key))

function weaknessesOf(key: PublicKeyFacts): readonly KeyWeakness[] {
  if (key.kind === 'rsa') return [...exponentWeakness(key), ...modulusWeakness(key)]
  return key.kind === 'ec' ? ecWeakness(key) : []
}

function exponentWeakness({ exponent }: RsaKeyFacts): readonly KeyWeakness[] {
  if (exponent > 1n && exponent % 2n === 1n) return []
  return [
    { kind: 'exponent', message: `RSA key has the exponent ${exponent === 1n ? '1, which encrypts nothing' : 'of an even number, which has no inverse'}.` },
  ]
}

/** One cause each: what has a small factor is not looked at for others. */
function modulusWeakness({ modulus }: RsaKeyFacts): readonly KeyWeakness[] {
  if (modulus % 2n === 0n) return [{ kind: 'even', message: 'RSA key has an even modulus; expected the product of two odd primes.' }]
  const small = smallFactor(modulus)
  if (small !== null) return [{ kind: 'small-factor', message: `RSA modulus is divisible by ${small}; expected the product of two large primes.` }]
  return CHECKS.flatMap(({ kind, found, message }) => (found(modulus) ? [{ kind, message }] : []))
}

const CHECKS: readonly (KeyWeakness & { found(modulus: bigint): boolean })[] = [
  { kind: 'prime-power', found: isPrimeOrPower, message: 'RSA modulus is a prime or a power; expected the product of two different primes.' },
  {
    kind: 'fermat',
    found: (modulus) => fermatFactor(modulus) !== null,
    message: `RSA modulus is the product of two primes so close that Fermat's method finds them within ${FERMAT_ROUNDS} rounds.`,
  },
  { kind: 'roca', found: isRoca, message: 'RSA modulus has the fingerprint of ROCA (CVE-2017-15361); its primes can be computed.' },
  { kind: 'repetition', found: repeatsItself, message: 'RSA modulus repeats itself, so it was not made from random primes.' },
]

function ecWeakness({ curve, pointProblem }: EcKeyFacts): readonly KeyWeakness[] {
  if (curve === 'explicit') return [{ kind: 'explicit-curve', message: 'EC key spells out the parameters of its curve; expected a named one.' }]
  return pointProblem === null ? [] : [{ kind: 'point', message: `EC key is not a usable point of ${curve}: ${pointProblem}.` }]
}
