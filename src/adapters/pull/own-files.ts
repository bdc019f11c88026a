import { copyFile, link, lstat, mkdir, readdir, readFile, readlink, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pullRefusal } from '../../model/pull-refusal.ts'

/** A file that the operator put into the installed folder: a deny list, a private key, a note. */
export interface OwnFile {
  readonly path: string
  readonly kind: 'file' | 'link'
}

/** What stands in the folder and no bundle has brought. Refuses (`own-file`) where the new bundle has another file at its place. */
export async function ownFilesOf(folder: string, brought: ReadonlySet<string>, placed: ReadonlyMap<string, Uint8Array>): Promise<readonly OwnFile[]> {
  const found = await lstat(folder).catch(() => null)
  if (found === null) return []
  const listed = await readdir(`${folder}/`, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw pullRefusal('not-installed', `"${folder}"`, cause)
  })
  const own: OwnFile[] = []
  for (const dirent of listed) {
    const path = join(dirent.parentPath, dirent.name).slice(folder.length + 1)
    if (dirent.isDirectory() || brought.has(path)) continue
    if (!dirent.isFile() && !dirent.isSymbolicLink()) throw pullRefusal('own-file', `"${path}" is neither a file nor a link`)
    if ([...placed.keys()].some((place) => place.startsWith(`${path}/`) || path.startsWith(`${place}/`))) throw pullRefusal('own-file', `"${path}"`)
    own.push({ path, kind: dirent.isFile() ? 'file' : 'link' })
  }
  return own
}

/**
 * The operator's files stand in the new version too: the very same files, by a second name, so that a key has no copy and an
 * edit of either is one of both. Carried again after the swap, it brings what was replaced in between.
 */
export async function carryOwnFiles(from: string, to: string, own: readonly OwnFile[]): Promise<void> {
  for (const { path, kind } of own) {
    const [old, next] = [join(from, path), join(to, path)]
    if (await isSame(old, next)) continue
    await mkdir(dirname(next), { recursive: true })
    await rm(next, { force: true })
    if (kind === 'link') await symlink(await readlink(old), next)
    else await link(old, next).catch(() => copyFile(old, next))
  }
}

async function isSame(old: string, next: string): Promise<boolean> {
  const [a, b] = [await lstat(old).catch(() => null), await lstat(next).catch(() => null)]
  if (a === null) return true
  if (b === null) return false
  if (a.isSymbolicLink() || b.isSymbolicLink()) return a.isSymbolicLink() && b.isSymbolicLink() && (await readlink(old)) === (await readlink(next))
  return a.ino === b.ino || (a.size === b.size && (await readFile(old)).equals(await readFile(next)))
}
