import { closeSync, constants, type Dirent, existsSync, fstatSync, openSync, readdirSync, readSync, type Stats } from 'node:fs'
import { join, resolve } from 'node:path'
import { MuhuriError } from '../model/errors.ts'
import { isMachinePath } from '../model/layout.ts'
import { MAX_FILE_BYTES, type Tree, type TreeEntry } from '../model/tree.ts'
import type { Source } from '../ports.ts'
import { standingSinceIn } from './revision/standing-since.ts'
import { isTemporary } from './temporary-name.ts'

/** Deeper folders than any path of the layout are not looked into. */
const MAX_FOLDERS = 32

/**
 * An environment as it lies in a folder, `issued/` inside it as the machine's layer. Symbolic links are entries and
 * never followed; `.git` is left out, and a repository inside the folder is a submodule.
 */
export function folderSource(dir: string): Source {
  const root = resolve(dir)
  return { read: async () => readFolder(root) }
}

function readFolder(root: string): Tree {
  const entries: TreeEntry[] = []
  collect(root, '', entries)
  entries.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
  const isWorkTree = existsSync(join(root, '.git'))
  return { commit: null, treeId: null, entries, ...(isWorkTree ? { since: standingSinceIn(root) } : {}) }
}

function collect(root: string, folder: string, entries: TreeEntry[]): void {
  const listed = list(join(root, folder), folder)
  const isTop = folder === '' || folder === 'issued'
  if (!isTop && listed.some(({ name }) => name === '.git')) {
    entries.push(special(folder, '160000'))
    return
  }
  const own = isTop ? listed.filter(({ name }) => name !== '.git' && !isTemporary(name)) : listed
  for (const dirent of own) collectOne(root, { dirent, path: folder === '' ? dirent.name : `${folder}/${dirent.name}` }, entries)
}

function collectOne(root: string, { dirent, path }: { readonly dirent: Dirent; readonly path: string }, entries: TreeEntry[]): void {
  if (dirent.isFile()) entries.push(regular(root, path))
  else if (!dirent.isDirectory()) entries.push(special(path, dirent.isSymbolicLink() ? '120000' : '000000'))
  else if (path.split('/').length > MAX_FOLDERS) entries.push(special(path, '040000'))
  else collect(root, path, entries)
}

function list(place: string, folder: string): Dirent[] {
  try {
    return readdirSync(place, { withFileTypes: true })
  } catch (error) {
    throw unreadable(folder === '' ? place : folder, error)
  }
}

/** What is no regular file: a link, a submodule, a pipe. */
function special(path: string, mode: string): TreeEntry {
  return { path, utf8: !path.includes('\uFFFD'), mode, size: null, bytes: null, layer: layerOf(path) }
}

function regular(root: string, path: string): TreeEntry {
  // A name that is not UTF-8 cannot be opened by its text; it is refused by that alone.
  if (path.includes('\uFFFD')) return special(path, '100644')
  try {
    return readRegular(join(root, path), path)
  } catch (error) {
    throw unreadable(path, error)
  }
}

function readRegular(place: string, path: string): TreeEntry {
  const file = openSync(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const stats = fstatSync(file)
    const bytes = stats.isFile() && stats.size <= MAX_FILE_BYTES ? readAll(file, stats) : null
    return { path, utf8: true, mode: modeOf(stats), size: stats.size, bytes, layer: layerOf(path) }
  } finally {
    closeSync(file)
  }
}

function readAll(file: number, { size }: Stats): Uint8Array {
  const bytes = new Uint8Array(size)
  const read = readSync(file, bytes, 0, size, 0)
  return read === size ? bytes : bytes.slice(0, read)
}

function modeOf(stats: Stats): string {
  if (!stats.isFile()) return '000000'
  return (stats.mode & 0o111) === 0 ? '100644' : '100755'
}

function layerOf(path: string): TreeEntry['layer'] {
  return isMachinePath(path) ? 'issued' : 'main'
}

function unreadable(path: string, cause: unknown): MuhuriError {
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  return new MuhuriError('usage', reason === 'ENOENT' ? `there is no "${path}"` : `"${path}" cannot be read (${reason})`, { cause })
}
