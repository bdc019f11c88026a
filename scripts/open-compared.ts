import { resolve } from 'node:path'
import { gitDirOf } from '../src/adapters/git-dir.ts'
import { recentChanges } from '../src/adapters/revision/recent-changes.ts'
import type { Environment } from '../src/model/environment.ts'
import { MuhuriError } from '../src/model/errors.ts'
import { GROWTH_DAYS, type PastGrowth } from '../src/model/past-growth.ts'
import { pastGrowth } from '../src/stages/past-growth.ts'
import { text } from './arguments.ts'
import type { Invocation } from './command.ts'
import { openEnvironment, openRevision } from './open-environment.ts'

export interface Compared {
  readonly environment: Environment
  /** Null: nothing to compare with. */
  readonly base: Environment | null
  /** What was merged in the days before base; null without one. */
  readonly past: PastGrowth | null
}

/** What `--git-dir`, `--base` and `--head` name, read as git objects; without `--head` the folder as it is. */
export async function openCompared(invocation: Invocation): Promise<Compared> {
  const [dir = '.'] = invocation.positionals
  const base = text(invocation, 'base')
  const head = text(invocation, 'head')
  const given = text(invocation, 'git-dir')
  if (given !== undefined && head === undefined) throw new MuhuriError('usage', '--git-dir needs --head, the revision to read')
  if (base === undefined && head === undefined) return { environment: await openEnvironment(dir, invocation.io), base: null, past: null }
  const gitDir = given === undefined ? await gitDirOf(resolve(invocation.io.cwd, dir)) : resolve(invocation.io.cwd, given)
  const issued = text(invocation, 'issued')
  const common = { gitDir, ...(issued === undefined ? {} : { issued }) }
  const since = base === undefined ? {} : { since: base }
  const environment =
    head === undefined ? await openEnvironment(dir, invocation.io) : await openRevision({ ...common, ...since, revision: head }, invocation.io)
  if (base === undefined) return { environment, base: null, past: null }
  return { environment, base: await openRevision({ ...common, revision: base }, invocation.io), past: pastOf(gitDir, base, invocation) }
}

const DAY = 86_400_000

/** Where the clone does not reach back far enough, that is said: what came before is not counted then. */
function pastOf(gitDir: string, revision: string, { at, io }: Invocation): PastGrowth {
  const since = new Date(at.getTime() - GROWTH_DAYS * DAY)
  const { commits, isCut } = recentChanges({ gitDir, revision, since, paths: ['dfsps/*/endpoints.yaml'] })
  if (isCut) io.note(`the clone does not reach back ${GROWTH_DAYS} days, so the growth of address space before it is not counted: git fetch --unshallow`)
  return pastGrowth(commits)
}
