import type { Environment } from '../model/environment.ts'
import { heldCrl } from './crl-ceremony.ts'

/** Greatest number of the lists that each Hub CA has signed and the environment holds, by name of the CA. */
export function knownCrlNumbers(environment: Environment): ReadonlyMap<string, bigint> {
  const numbers = environment.hub.ca.flatMap(({ name, parsed }) => {
    const number = parsed.ok ? (heldCrl(environment, { name, certificate: parsed.facts })?.number ?? null) : null
    return number === null ? [] : [[name, number] as const]
  })
  return new Map(numbers)
}

/** Of each name the greater number. */
export function greatestNumbers(...maps: readonly ReadonlyMap<string, bigint>[]): ReadonlyMap<string, bigint> {
  const greatest = new Map<string, bigint>()
  for (const [name, number] of maps.flatMap((map) => [...map])) if (number > (greatest.get(name) ?? -1n)) greatest.set(name, number)
  return greatest
}
