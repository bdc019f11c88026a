import type { Dirent } from 'node:fs'
import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BUNDLE_LIMITS, type BundleEntry } from '../../model/bundle.ts'
import { pullRefusal } from '../../model/pull-refusal.ts'

/** Everything below a folder, links not followed; a file that is too large is refused unread. */
export async function readBundleFolder(root: string): Promise<readonly BundleEntry[]> {
  const listed = await readdir(root, { recursive: true, withFileTypes: true })
  if (listed.length > BUNDLE_LIMITS.files) throw pullRefusal('too-many', `${listed.length} entries; expected at most ${BUNDLE_LIMITS.files}`)
  const entries: BundleEntry[] = []
  for (const dirent of listed) entries.push(await entryOf(root, dirent))
  return entries
}

async function entryOf(root: string, dirent: Dirent): Promise<BundleEntry> {
  const file = join(dirent.parentPath, dirent.name)
  const path = file.slice(root.length).replace(/^\/+/, '')
  if (!dirent.isFile()) return { path, kind: dirent.isDirectory() ? 'folder' : dirent.isSymbolicLink() ? 'link' : 'other', bytes: new Uint8Array() }
  const { size } = await lstat(file)
  if (size > BUNDLE_LIMITS.fileBytes) throw pullRefusal('too-large', `"${path}" has ${size} bytes; expected at most ${BUNDLE_LIMITS.fileBytes}`)
  return { path, kind: 'file', bytes: new Uint8Array(await readFile(file)) }
}
