import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { MuhuriError } from '../src/model/errors.ts'
import { list, text } from './arguments.ts'
import type { Invocation } from './command.ts'

/** Contents of the file that `--name` gives, or null where it is not given; `usage` where it cannot be read. */
export async function givenFile(invocation: Invocation, name: string): Promise<Uint8Array | null> {
  const path = text(invocation, name)
  return path === undefined ? null : readGiven(invocation, name, path)
}

/** Contents of each file that the repeatable `--name` gives, in order. */
export async function givenFiles(invocation: Invocation, name: string): Promise<readonly Uint8Array[]> {
  return Promise.all(list(invocation, name).map((path) => readGiven(invocation, name, path)))
}

async function readGiven(invocation: Invocation, name: string, path: string): Promise<Uint8Array> {
  try {
    return await readFile(resolve(invocation.io.cwd, path))
  } catch (cause) {
    throw new MuhuriError('usage', `the file "${path}" given with --${name} cannot be read`, { cause })
  }
}

/** The passphrase in the file that `--passphrase-file` names, or that a file descriptor (`fd:3`) gives; null where the option is not there. */
export async function givenPassphrase(invocation: Invocation): Promise<string | null> {
  const path = text(invocation, 'passphrase-file')
  if (path === undefined) return null
  const bytes = await readGiven(invocation, 'passphrase-file', path.startsWith('fd:') ? `/dev/fd/${path.slice('fd:'.length)}` : path)
  const passphrase = new TextDecoder().decode(bytes).replace(/\r?\n$/, '')
  if (passphrase === '') throw new MuhuriError('usage', `the file "${path}" given with --passphrase-file is empty`)
  return passphrase
}

/** Numeric ids given with the repeatable `--name`. */
export function numbers(invocation: Invocation, name: string): readonly number[] {
  return list(invocation, name).map((word) => {
    if (!/^[1-9]\d{0,14}$/.test(word))
      throw new MuhuriError('usage', `"${word}" given with --${name} is not a numeric id`, { hint: 'on GitHub: gh api users/<login> --jq .id' })
    return Number(word)
  })
}
