import { readFile } from 'node:fs/promises'
import { delimiter, resolve } from 'node:path'
import { folderSource } from '../src/adapters/folder.ts'
import { type RevisionOptions, revisionSource } from '../src/adapters/revision.ts'
import type { Environment } from '../src/model/environment.ts'
import { MuhuriError } from '../src/model/errors.ts'
import { load } from '../src/stages/load.ts'
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

/** SHA-256 of keys that `MUHURI_BLOCKED_KEYS` names: files with one a line, `#` begins a comment. */
async function blockedKeys(io: Surroundings): Promise<ReadonlySet<string>> {
  const keys = new Set<string>()
  for (const file of (io.env['MUHURI_BLOCKED_KEYS'] ?? '').split(delimiter).filter((name) => name !== '')) {
    for (const line of (await readList(resolve(io.cwd, file))).split('\n')) {
      const word = line.replace(/#.*/, '').trim().toLowerCase()
      if (word === '') continue
      if (!/^[0-9a-f]{64}$/.test(word))
        throw new MuhuriError('usage', `MUHURI_BLOCKED_KEYS: "${file}" has the line "${word.slice(0, 80)}"; expected a SHA-256 in hex`)
      keys.add(word)
    }
  }
  return keys
}

async function readList(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new MuhuriError('usage', `MUHURI_BLOCKED_KEYS names "${file}", which cannot be read`, { cause })
  }
}
