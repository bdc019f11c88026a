import { gcd } from './gcd.ts'

/** A product of moduli, and the sum, over its factors, of the product of the others. */
interface Node {
  readonly product: bigint
  readonly cofactors: bigint
}

/**
 * Of each modulus what it has in common with the product of all others, 1 for most: batch GCD, by trees of products up
 * and of remainders down (Bernstein, 2004; Heninger et al., 2012), so that many keys are not compared in pairs. A
 * modulus that stands there twice has everything in common.
 */
export function commonFactors(moduli: readonly bigint[]): readonly bigint[] {
  const levels: (readonly Node[])[] = [moduli.map((product) => ({ product, cofactors: 1n }))]
  for (let level = levels[0] ?? []; level.length > 1; level = levels.at(-1) ?? []) levels.push(pairs(level))
  const [root, ...below] = levels.reverse()
  // Modulo one factor, of the sum only the product of the others is left.
  let remainders: readonly bigint[] = (root ?? []).map(({ cofactors, product }) => cofactors % product)
  for (const level of below) remainders = level.map(({ product }, at) => (remainders[at >> 1] ?? 0n) % product)
  return moduli.map((modulus, at) => gcd(modulus, remainders[at] ?? 0n))
}

function pairs(level: readonly Node[]): readonly Node[] {
  const joined: Node[] = []
  for (let at = 0; at < level.length; at += 2) joined.push(join(level[at], level[at + 1]))
  return joined
}

const NOTHING: Node = { product: 1n, cofactors: 0n }

function join(left: Node = NOTHING, right: Node = NOTHING): Node {
  return { product: left.product * right.product, cofactors: left.cofactors * right.product + right.cofactors * left.product }
}

/** Of what each modulus has in common with others: the place of each that shares a factor with an earlier one → the place of that one. */
export function sharedFactors(commons: readonly bigint[]): ReadonlyMap<number, number> {
  const shared = new Map<number, number>()
  const firsts = new Map<bigint, number>()
  for (const [at, common] of commons.entries()) {
    if (common === 1n) continue
    const first = firsts.get(common) ?? firstSharing(firsts, common)
    if (first !== undefined) shared.set(at, first)
    if (!firsts.has(common)) firsts.set(common, at)
  }
  return shared
}

/** Only moduli that share something come here, and of those with the same factor one. */
function firstSharing(firsts: ReadonlyMap<bigint, number>, common: bigint): number | undefined {
  for (const [factor, at] of firsts) if (gcd(factor, common) !== 1n) return at
  return undefined
}
