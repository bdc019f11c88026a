import { join, resolve } from 'node:path'
import { folderFiles } from '../src/adapters/files.ts'
import { defaultKeyFolder, type KeyFolder, keyFolder } from '../src/adapters/keys.ts'
import { MuhuriError } from '../src/model/errors.ts'
import type { Finding } from '../src/model/finding.ts'
import type { ChangeSet } from '../src/stages/change-set.ts'
import { text } from './arguments.ts'
import type { Invocation, Outcome } from './command.ts'

/** The folder that `--keys` names, by default that of the environment under the home folder. */
export function keysOf(invocation: Invocation, environmentName: string): KeyFolder {
  const given = text(invocation, 'keys')
  return keyFolder(given === undefined ? defaultKeyFolder(environmentName) : resolve(invocation.io.cwd, given))
}

/** The environment folder that `--dir` names, by default where one stands. */
export const dirOf = (invocation: Invocation): string => resolve(invocation.io.cwd, text(invocation, 'dir') ?? '.')

/** Writes keys first, then files, so that nothing public ever stands without its key; `refused`, with nothing written, where a key is already there. */
export async function writeChanges(changes: ChangeSet, { dir, keys }: { readonly dir: string; readonly keys: KeyFolder | null }): Promise<void> {
  if (keys === null && changes.keys.length > 0) throw new TypeError('keys are made, but there is no folder for them')
  for (const { name } of changes.keys)
    if (await keys?.has(name))
      throw new MuhuriError('refused', `the key file "${join(keys?.path ?? '', name)}" is already there; a key is never overwritten`, {
        hint: 'move it away, or name another folder with --keys',
      })
  for (const { name, text: pem } of changes.keys) await keys?.write(name, pem)
  const files = folderFiles(dir)
  for (const file of changes.files) await files.write(file.path, file.text)
}

export interface Result {
  readonly changes: ChangeSet
  readonly keys: KeyFolder | null
  /** What is left to do, after the notes of the changes: commands. */
  readonly next?: readonly string[]
  /** For people to read to each other: after everything else, as it is. */
  readonly spoken?: string
  /** More members of the JSON output. */
  readonly more?: Readonly<Record<string, unknown>>
}

/** What a command that writes answers with. */
export function writtenOutcome({ changes, keys, next = [], spoken = '', more = {} }: Result): Outcome {
  const written = changes.files.map(({ path }) => path).sort()
  const names = changes.keys.map(({ name }) => name).sort()
  const json = { version: 1, written, keys: names.map((name) => join(keys?.path ?? '', name)), notes: changes.notes, next, ...more }
  return {
    exit: 0,
    formats: {
      json: () => JSON.stringify(json, null, 2),
      text: () => [writtenText({ written, names, folder: keys?.path ?? '', notes: changes.notes, next }), ...(spoken === '' ? [] : ['', spoken])].join('\n'),
    },
  }
}

interface Written {
  readonly written: readonly string[]
  readonly names: readonly string[]
  readonly folder: string
  readonly notes: readonly string[]
  readonly next: readonly string[]
}

function writtenText({ written, names, folder, notes, next }: Written): string {
  const lines = [
    ...(written.length === 0 ? ['nothing to write'] : written.map((path) => `wrote ${path}`)),
    ...names.map((name) => `key   ${join(folder, name)}`),
    ...notes.map((note) => `note  ${note}`),
    ...next.map((command) => `next  ${command}`),
  ]
  return lines.join('\n')
}

/** Exit 1 and nothing written: what the new files would have been found guilty of. */
export function refusedOutcome(findings: readonly Finding[]): Outcome {
  const lines = findings.flatMap(({ code, path, line, column, message, hint }) => [
    `${path}${line === null ? '' : `:${line}:${column}`} error ${code} ${message}`,
    ...(hint === null ? [] : [`  hint: ${hint}`]),
  ])
  const plain = findings.map(({ sha256: _sha256, ...finding }) => finding)
  return {
    exit: 1,
    formats: {
      text: () => [...lines, 'nothing was written'].join('\n'),
      json: () => JSON.stringify({ version: 1, written: [], keys: [], notes: [], next: [], findings: plain }, null, 2),
    },
  }
}
