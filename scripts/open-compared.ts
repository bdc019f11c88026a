import { resolve } from 'node:path'
import { gitDirOf } from '../src/adapters/git-dir.ts'
import type { Environment } from '../src/model/environment.ts'
import { MuhuriError } from '../src/model/errors.ts'
import { text } from './arguments.ts'
import type { Invocation } from './command.ts'
import { openEnvironment, openRevision } from './open-environment.ts'

export interface Compared {
  readonly environment: Environment
  /** Null: nothing to compare with. */
  readonly base: Environment | null
}

/** What `--git-dir`, `--base` and `--head` name, read as git objects; without `--head` the folder as it is. */
export async function openCompared(invocation: Invocation): Promise<Compared> {
  const [dir = '.'] = invocation.positionals
  const base = text(invocation, 'base')
  const head = text(invocation, 'head')
  const given = text(invocation, 'git-dir')
  if (given !== undefined && head === undefined) throw new MuhuriError('usage', '--git-dir needs --head, the revision to read')
  if (base === undefined && head === undefined) return { environment: await openEnvironment(dir, invocation.io), base: null }
  const gitDir = given === undefined ? await gitDirOf(resolve(invocation.io.cwd, dir)) : resolve(invocation.io.cwd, given)
  const issued = text(invocation, 'issued')
  const common = { gitDir, ...(issued === undefined ? {} : { issued }) }
  const since = base === undefined ? {} : { since: base }
  const environment =
    head === undefined ? await openEnvironment(dir, invocation.io) : await openRevision({ ...common, ...since, revision: head }, invocation.io)
  return { environment, base: base === undefined ? null : await openRevision({ ...common, revision: base }, invocation.io) }
}
