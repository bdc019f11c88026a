import { isUtf8 } from 'node:buffer'
import { runGit } from './git-process.ts'

export interface ListedEntry {
  /** Bytes that are not UTF-8 stand as U+FFFD. */
  readonly path: string
  readonly utf8: boolean
  readonly mode: string
  /** 40 hex. */
  readonly id: string
}

const LINE = /^(\d{6}) (\w+) ([0-9a-f]{40})$/

/** Every file, link and submodule in a tree, at any depth. */
export function listTree(gitDir: string, tree: string): readonly ListedEntry[] {
  const output = runGit(gitDir, ['ls-tree', '-r', '-z', '--full-tree', tree])
  const entries: ListedEntry[] = []
  for (let start = 0; start < output.length; ) {
    const tab = output.indexOf(0x09, start)
    const end = output.indexOf(0, tab)
    const [, mode, , id] = LINE.exec(output.toString('latin1', start, tab)) ?? []
    const name = output.subarray(tab + 1, end)
    if (mode !== undefined && id !== undefined) entries.push({ path: name.toString('utf8'), utf8: isUtf8(name), mode, id })
    start = end + 1
  }
  return entries
}
