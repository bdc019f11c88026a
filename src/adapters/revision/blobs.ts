import { MAX_FILE_BYTES, type TreeEntry } from '../../model/tree.ts'
import { runGit } from './git-process.ts'
import type { ListedEntry } from './list-tree.ts'

type Content = Pick<TreeEntry, 'size' | 'bytes'>

/** No object: a submodule's commit lives elsewhere. */
const ELSEWHERE: Content = { size: null, bytes: null }
const SUBMODULE = '160000'
const SYMLINK = '120000'

/** The contents of all entries, looked up by id: sizes in one process, then what has at most `most` bytes in another. */
export function readBlobs(gitDir: string, entries: readonly ListedEntry[], most: number = MAX_FILE_BYTES): (entry: ListedEntry) => Content {
  const ids = [...new Set(entries.filter(({ mode }) => mode !== SUBMODULE).map(({ id }) => id))]
  const sizes = sizesOf(gitDir, ids)
  const contents = contentsOf(
    gitDir,
    ids.filter((id) => (sizes.get(id) ?? Number.POSITIVE_INFINITY) <= most),
  )
  return ({ id, mode }) => {
    const size = mode === SUBMODULE ? undefined : sizes.get(id)
    return size === undefined ? ELSEWHERE : { size, bytes: mode === SYMLINK ? null : (contents.get(id) ?? null) }
  }
}

function sizesOf(gitDir: string, ids: readonly string[]): ReadonlyMap<string, number> {
  if (ids.length === 0) return new Map()
  const output = runGit(gitDir, ['cat-file', '--batch-check=%(objectname) %(objectsize)'], lines(ids)).toString('latin1')
  const sizes = new Map<string, number>()
  for (const line of output.split('\n')) {
    const [, id, size] = /^([0-9a-f]{40}) (\d+)$/.exec(line) ?? []
    if (id !== undefined) sizes.set(id, Number(size))
  }
  return sizes
}

/** Each object as `<id> <size>`, a newline, its bytes, a newline. */
function contentsOf(gitDir: string, ids: readonly string[]): ReadonlyMap<string, Uint8Array> {
  const contents = new Map<string, Uint8Array>()
  if (ids.length === 0) return contents
  const output = runGit(gitDir, ['cat-file', '--batch=%(objectname) %(objectsize)'], lines(ids))
  for (let start = 0; start < output.length; ) {
    const end = output.indexOf(0x0a, start)
    const [, id, size] = /^([0-9a-f]{40}) (\d+)$/.exec(output.toString('latin1', start, end)) ?? []
    if (id === undefined) break
    const after = end + 1 + Number(size)
    contents.set(id, output.subarray(end + 1, after))
    start = after + 1
  }
  return contents
}

function lines(ids: readonly string[]): string {
  return `${ids.join('\n')}\n`
}
