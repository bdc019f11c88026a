import { readFile, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Environment } from '../src/model/environment.ts'
import { MuhuriError } from '../src/model/errors.ts'
import { type PublishedKeys, readPublishedKeys } from '../src/model/published-keys.ts'
import type { Io } from './command.ts'
import { openEnvironment } from './open-environment.ts'

export interface Siblings {
  readonly siblings: readonly Environment[]
  readonly indexes: readonly PublishedKeys[]
}

/**
 * The environments that `--also` names: folders, the indexes that they publish (`audit --index`), or files with one of either on
 * each line, relative to the file; `#` begins a comment.
 */
export async function openSiblings(words: readonly string[], io: Io): Promise<Siblings> {
  const found = (await Promise.all(words.map((word) => open(resolve(io.cwd, word), { word, io, nested: false })))).flat()
  return {
    siblings: found.flatMap((one) => ('tree' in one ? [one] : [])),
    indexes: found.flatMap((one) => ('tree' in one ? [] : [one])),
  }
}

interface Named {
  readonly word: string
  readonly io: Io
  /** Named by a list: a list in it would be none. */
  readonly nested: boolean
}

async function open(path: string, { word, io, nested }: Named): Promise<readonly (Environment | PublishedKeys)[]> {
  const found = await stat(path).catch(() => null)
  if (found === null) throw new MuhuriError('usage', `there is no "${word}", which --also names`)
  if (found.isDirectory()) return [await openEnvironment(path, io)]
  const text = await readFile(path, 'utf8')
  if (nested || text.trimStart().startsWith('{')) return [indexIn(text, word)]
  const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim())
  const named = lines.filter((line) => line !== '').map((line) => open(resolve(dirname(path), line), { word: line, io, nested: true }))
  return (await Promise.all(named)).flat()
}

function indexIn(text: string, word: string): PublishedKeys {
  const index = readPublishedKeys(text)
  if (index === null) throw new MuhuriError('usage', `"${word}" is no index of keys`, { hint: 'muhuri audit <that environment> --index > keys.json' })
  return index
}
