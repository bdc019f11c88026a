import type { EcKeyFacts, PublicKeyFacts, RsaKeyFacts } from '../pki/facts.ts'
import type { CheckContext } from './rule.ts'

/** Which keys are accepted: sizes and exponents of RSA, names of curves. */
export interface KeyPolicy {
  readonly rsaBits: readonly number[]
  readonly rsaExponents: readonly number[]
  readonly curves: readonly string[]
}

/**
 * Why the key is weaker than policy allows, or null. Looks at RSA and EC; whether another kind of key is accepted at
 * all is a question of its algorithm.
 */
export function keyWeakness(key: PublicKeyFacts, policy: KeyPolicy, context: CheckContext): string | null {
  if (context.environment.blockedKeys.has(key.sha256)) return `The key ${key.sha256} is on the list of blocked keys; expected one that nobody else can know.`
  if (key.kind === 'rsa') return rsaWeakness(key, policy)
  if (key.kind === 'ec') return ecWeakness(key, policy)
  return null
}

function rsaWeakness({ bits, exponent, modulus }: RsaKeyFacts, { rsaBits, rsaExponents }: KeyPolicy): string | null {
  if (!rsaBits.includes(bits)) return `RSA key has ${bits} bits; the policy asks for ${listed(rsaBits)}.`
  if (!rsaExponents.some((allowed) => BigInt(allowed) === exponent))
    return `RSA key has the exponent ${shortened(exponent)}; the policy asks for ${listed(rsaExponents)}.`
  if (modulus % 2n === 0n) return 'RSA key has an even modulus; expected the product of two odd primes.'
  return null
}

function ecWeakness({ curve, pointProblem }: EcKeyFacts, { curves }: KeyPolicy): string | null {
  if (curve === 'explicit') return `EC key spells out the parameters of its curve; expected a named one: ${listed(curves)}.`
  if (!curves.includes(curve)) return `EC key is on the curve "${curve}"; the policy asks for ${listed(curves)}.`
  return pointProblem === null ? null : `EC key is not a usable point of ${curve}: ${pointProblem}.`
}

const listed = (values: readonly (string | number)[]): string => values.join(', ').replace(/, ([^,]*)$/, ' or $1')

function shortened(value: bigint): string {
  const text = value.toString()
  return text.length > 24 ? `${text.slice(0, 24)}…` : text
}
