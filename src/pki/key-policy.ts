import type { EcKeyFacts, PublicKeyFacts, RsaKeyFacts } from './facts.ts'
import { keyWeaknesses } from './key-quality.ts'

/** Which keys are accepted: sizes and exponents of RSA, names of curves. */
export interface KeyPolicy {
  readonly rsaBits: readonly number[]
  readonly rsaExponents: readonly number[]
  readonly curves: readonly string[]
}

/** Larger keys are looked into only where the policy accepts their size: that costs seconds. */
const MAX_UNWANTED_BITS = 4096

/**
 * What is wrong with the key, or null: its private key can be computed, or else the policy refuses it. Looks at RSA and
 * EC; whether another kind of key is accepted at all is a question of its algorithm.
 */
export function keyProblem(key: PublicKeyFacts, policy: KeyPolicy): string | null {
  const refused = key.kind === 'rsa' ? rsaRefused(key, policy) : key.kind === 'ec' ? ecRefused(key, policy) : null
  if (refused !== null && key.kind === 'rsa' && key.bits > MAX_UNWANTED_BITS) return refused
  const weaknesses = keyWeaknesses(key)
  return weaknesses.length > 0 ? weaknesses.map(({ message }) => message).join(' ') : refused
}

function rsaRefused({ bits, exponent }: RsaKeyFacts, { rsaBits, rsaExponents }: KeyPolicy): string | null {
  if (!rsaBits.includes(bits)) return `RSA key has ${bits} bits; the policy asks for ${listed(rsaBits)}.`
  if (!rsaExponents.some((allowed) => BigInt(allowed) === exponent))
    return `RSA key has the exponent ${shortened(exponent)}; the policy asks for ${listed(rsaExponents)}.`
  return null
}

function ecRefused({ curve }: EcKeyFacts, { curves }: KeyPolicy): string | null {
  return curves.includes(curve) ? null : `EC key is on the curve "${curve}"; the policy asks for ${listed(curves)}.`
}

const listed = (values: readonly (string | number)[]): string => values.join(', ').replace(/, ([^,]*)$/, ' or $1')

function shortened(value: bigint): string {
  const text = value.toString()
  return text.length > 24 ? `${text.slice(0, 24)}…` : text
}
