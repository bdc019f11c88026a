/**
 * A complete good small environment in memory: the Hub `switch`, and two active DFSPs, `greenbank` and `bluebank`.
 * Keys and files are made once a process; a test takes the tree and breaks one thing.
 */
import type { Environment } from '../../src/model/environment.ts'
import type { Tree, TreeEntry } from '../../src/model/tree.ts'
import { MAX_FILE_BYTES } from '../../src/model/tree.ts'
import { load } from '../../src/stages/load.ts'
import type { TestKey } from './pki.ts'
import { sampleDfspFiles } from './sample-dfsp.ts'
import { sampleHubFiles } from './sample-hub.ts'
import { sampleKeyRecords } from './sample-key-records.ts'
import { sampleKey } from './sample-keys.ts'

/** The instant that everything in the sample is good at. */
export const SAMPLE_AT = new Date('2026-11-23T12:00:00Z')

export type FileContents = Readonly<Record<string, string | Uint8Array | null>>

export interface SampleOptions {
  /** Contents by path in place of the sample's, or beside it; null takes a file away. */
  readonly files?: FileContents
  /** Entries as they are, for what is no plain file: links, other modes, the layer. They replace files of the same path. */
  readonly entries?: readonly (Partial<TreeEntry> & { readonly path: string })[]
}

/** Private keys of the sample by the names that CONTRACT §3 gives them, without `.key`: `hub-ca-root`, `greenbank-jws-2026-11`, …; the token issuer's is `oauth-2026-11`. */
export function sampleKeys(name: string): TestKey {
  return sampleKey(name)
}

let base: ReadonlyMap<string, string> | null = null

/** The sample's files by path. */
export function sampleFiles(): ReadonlyMap<string, string> {
  if (base === null) {
    const files = new Map([
      ...Object.entries(sampleHubFiles()),
      ...Object.entries(sampleDfspFiles('greenbank')),
      ...Object.entries(sampleDfspFiles('bluebank')),
    ])
    for (const [path, text] of sampleKeyRecords(load(treeOf(Object.fromEntries(files))))) files.set(path, text)
    base = files
  }
  return base
}

/** The sample as a folder would give it, with changes. */
export function sampleTree(options: SampleOptions = {}): Tree {
  const files: Record<string, string | Uint8Array> = Object.fromEntries(sampleFiles())
  for (const [path, contents] of Object.entries(options.files ?? {})) {
    if (contents === null) delete files[path]
    else files[path] = contents
  }
  const replaced = new Set(options.entries?.map(({ path }) => path))
  const plain = treeOf(files).entries.filter(({ path }) => !replaced.has(path))
  const special = (options.entries ?? []).map((entry) => ({ ...entryOf(entry.path, ''), ...entry }))
  return { commit: null, treeId: null, entries: sorted([...plain, ...special]) }
}

/** The sample, loaded. */
export function sampleEnvironment(options: SampleOptions = {}): Environment {
  return load(sampleTree(options))
}

/** A text file of the sample with one thing replaced, which must be there. */
export function edited(path: string, from: string, to: string): FileContents {
  const text = sampleFiles().get(path)
  if (text === undefined || !text.includes(from)) throw new Error(`the sample has no "${from}" in ${path}`)
  return { [path]: text.replace(from, () => to) }
}

/** A tree of plain files. */
export function treeOf(files: Readonly<Record<string, string | Uint8Array>>): Tree {
  return { commit: null, treeId: null, entries: sorted(Object.entries(files).map(([path, contents]) => entryOf(path, contents))) }
}

function entryOf(path: string, contents: string | Uint8Array): TreeEntry {
  const bytes = typeof contents === 'string' ? new TextEncoder().encode(contents) : contents
  return {
    path,
    utf8: true,
    mode: '100644',
    size: bytes.length,
    bytes: bytes.length <= MAX_FILE_BYTES ? bytes : null,
    layer: path.startsWith('issued/') ? 'issued' : 'main',
  }
}

function sorted(entries: readonly TreeEntry[]): TreeEntry[] {
  return [...entries].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}
