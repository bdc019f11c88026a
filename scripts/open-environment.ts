import { resolve } from 'node:path'
import { folderSource } from '../src/adapters/folder.ts'
import { type RevisionOptions, revisionSource } from '../src/adapters/revision.ts'
import type { Environment } from '../src/model/environment.ts'
import { MuhuriError } from '../src/model/errors.ts'
import { load } from '../src/stages/load.ts'
import { blockedKeys } from './blocked-keys.ts'
import type { Io } from './command.ts'

type Surroundings = Pick<Io, 'cwd' | 'env'>

/** The environment in a folder; `usage` where the folder holds none. */
export async function openEnvironment(dir: string, io: Surroundings): Promise<Environment> {
  const tree = await folderSource(resolve(io.cwd, dir)).read()
  const environment = load(tree, { blockedKeys: await blockedKeys(io) })
  if (isNone(environment)) throw new MuhuriError('usage', `"${dir}" holds no environment.yaml`, { hint: 'muhuri init <dir> --name <name> --tier sandbox' })
  return environment
}

/** The environment at a revision of a Git repository, read from its objects; `usage` where there is none. */
export async function openRevision(options: RevisionOptions, io: Surroundings): Promise<Environment> {
  const tree = await revisionSource({ ...options, gitDir: resolve(io.cwd, options.gitDir) }).read()
  const environment = load(tree, { blockedKeys: await blockedKeys(io) })
  if (isNone(environment)) throw new MuhuriError('usage', `revision "${options.revision}" holds no environment.yaml`)
  return environment
}

/** An environment.yaml that is there but refused is a finding, not a missing environment. */
function isNone({ tree }: Environment): boolean {
  return !tree.entries.some(({ path }) => path === 'environment.yaml')
}
