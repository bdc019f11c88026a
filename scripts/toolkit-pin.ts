import { MuhuriError } from '../src/model/errors.ts'
import type { EnvironmentFile } from '../src/model/generated/files.ts'
import { text } from './arguments.ts'
import type { Invocation } from './command.ts'

export type ToolkitPin = NonNullable<EnvironmentFile['toolkit']>

const PIN = /^(?<actions>[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9._-]{1,100})@(?<commit>[0-9a-f]{40})$/

/** What `--actions` names: a repository and a commit of it, never a tag, which may move; null where it is not given. */
export function toolkitPin(invocation: Invocation): ToolkitPin | null {
  const given = text(invocation, 'actions')
  if (given === undefined) return null
  const { actions, commit } = PIN.exec(given)?.groups ?? {}
  if (actions === undefined || commit === undefined)
    throw new MuhuriError('usage', `"${given}" given with --actions is no pin; expected owner/repo@ and 40 hex digits of a commit`, {
      hint: 'git ls-remote https://github.com/<owner>/<repo> <tag>',
    })
  return { actions, commit }
}
