import type { Tree, TreeEntry } from '../model/tree.ts'
import type { NewFile } from './change-set.ts'

/** The tree as it will be once these files are written; of no commit. */
export function overlay(tree: Tree, files: readonly NewFile[]): Tree {
  const written = new Map(files.map((file) => [file.path, entryOf(file)]))
  const kept = tree.entries.filter(({ path }) => !written.has(path))
  const entries = [...kept, ...written.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
  return { commit: null, treeId: null, entries }
}

function entryOf({ path, text }: NewFile): TreeEntry {
  const bytes = new TextEncoder().encode(text)
  return { path, utf8: true, mode: '100644', size: bytes.length, bytes, layer: path.startsWith('issued/') ? 'issued' : 'main' }
}
