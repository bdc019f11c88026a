import { readFile, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Environment } from '../src/model/environment.ts'
import { MuhuriError } from '../src/model/errors.ts'
import type { Io } from './command.ts'
import { openEnvironment } from './open-environment.ts'

/** The environments that `--also` names: folders, or files with a folder on each line, relative to the file; `#` begins a comment. */
export async function openSiblings(words: readonly string[], io: Io): Promise<readonly Environment[]> {
  const folders = await Promise.all(words.map((word) => foldersOf(resolve(io.cwd, word), word)))
  return Promise.all(folders.flat().map((folder) => openEnvironment(folder, io)))
}

async function foldersOf(path: string, word: string): Promise<readonly string[]> {
  const found = await stat(path).catch(() => null)
  if (found === null) throw new MuhuriError('usage', `there is no "${word}", which --also names`)
  if (found.isDirectory()) return [path]
  const lines = (await readFile(path, 'utf8')).split('\n').map((line) => line.replace(/#.*/, '').trim())
  return lines.filter((line) => line !== '').map((line) => resolve(dirname(path), line))
}
