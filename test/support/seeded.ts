import { createHash } from 'node:crypto'

/** Numbers that look random and are the same for the same seed, so that what fails can be made again. */
export interface Seeded {
  /** From 0 to `below - 1`. */
  below(below: number): number
  pick<T>(from: readonly T[]): T
  bytes(length: number): Uint8Array
}

/** A sequence of its own; the seed is printed. */
export function seeded(seed: string): Seeded {
  console.info(`seed "${seed}"`)
  let state = createHash('sha256').update(seed).digest().readUInt32LE(0)
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const below = (limit: number): number => next() % limit
  return {
    below,
    pick: (from) => from[below(from.length)] as (typeof from)[number],
    bytes: (length) => Uint8Array.from({ length }, () => below(256)),
  }
}

/** How many: the first number, or the second where `MUHURI_THOROUGH` asks for the scheduled run. */
export const size = (quick: number, thorough: number): number => (process.env['MUHURI_THOROUGH'] === '1' ? thorough : quick)
