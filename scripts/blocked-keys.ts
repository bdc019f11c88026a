import { readFile } from 'node:fs/promises'
import { delimiter, resolve } from 'node:path'
import { MuhuriError } from '../src/model/errors.ts'
import type { Io } from './command.ts'

/** SHA-256 of keys that `MUHURI_BLOCKED_KEYS` names: files with one a line, `#` begins a comment. */
export async function blockedKeys(io: Pick<Io, 'cwd' | 'env'>): Promise<ReadonlySet<string>> {
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
