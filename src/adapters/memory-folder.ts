import type { Tree } from '../model/tree.ts'
import type { Files } from '../ports.ts'

/** An environment folder in memory: what is written is what the tree then holds. */
export interface MemoryFolder {
  readonly files: Files
  readonly contents: Map<string, string>
  tree(): Tree
}

export function memoryFolder(start: Iterable<readonly [string, string]> = []): MemoryFolder {
  const contents = new Map(start)
  return {
    contents,
    files: {
      write: async (path, bytes) => void contents.set(path, typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes)),
      remove: async (path) => void contents.delete(path),
    },
    tree: () => treeOf(contents),
  }
}

function treeOf(contents: ReadonlyMap<string, string>): Tree {
  const entries = [...contents].map(([path, text]) => {
    const bytes = new TextEncoder().encode(text)
    return { path, utf8: true, mode: '100644', size: bytes.length, bytes, layer: path.startsWith('issued/') ? ('issued' as const) : ('main' as const) }
  })
  return { commit: null, treeId: null, entries: entries.sort((a, b) => (a.path < b.path ? -1 : 1)) }
}
