import type { Environment } from '../model/environment.ts'
import { keyPlaces } from './key-places.ts'

/** SHA-256 of every key that an environment has or ever had, with the file that says so; a CA of servers may serve two environments. */
export function keysSeen(environment: Environment): readonly (readonly [spki: string, path: string])[] {
  const past = environment.issued.keys.flatMap(({ path, value }) => (value === null || value.purpose === 'ca' ? [] : [[value.spki, path] as const]))
  const present = keyPlaces(environment).flatMap(({ spki, path, purpose }) => (purpose === 'server-ca' ? [] : [[spki, path] as const]))
  return [...past, ...present]
}
