import { MuhuriError } from '../src/model/errors.ts'
import { text } from './arguments.ts'
import type { Invocation } from './command.ts'

/** The value of `--name`, one of those known, or null where it is not given; `usage` for any other. */
export function choice<T extends string>(invocation: Invocation, name: string, known: readonly T[]): T | null {
  const given = text(invocation, name)
  if (given === undefined) return null
  const found = known.find((word) => word === given)
  if (found === undefined) throw new MuhuriError('usage', `"${given}" given with --${name} is not known`, { hint: `one of ${known.join(', ')}` })
  return found
}
