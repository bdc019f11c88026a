import { MuhuriError } from '../src/model/errors.ts'
import { text } from './arguments.ts'
import type { Invocation } from './command.ts'

/** The numeric id given with `--actor`, or null; `usage` error for anything else. */
export function actorOf(invocation: Invocation): number | null {
  const word = text(invocation, 'actor')
  if (word === undefined) return null
  if (!/^[1-9]\d{0,14}$/.test(word))
    throw new MuhuriError('usage', `"${word}" given with --actor is not a numeric id`, { hint: 'on GitHub: gh api users/<login> --jq .id' })
  return Number(word)
}
