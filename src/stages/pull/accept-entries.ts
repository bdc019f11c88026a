import { BESIDE_MANIFEST, BUNDLE_LIMITS, type Bundle, type BundleEntry } from '../../model/bundle.ts'
import { isPlainPath } from '../../model/plain-path.ts'
import { pullRefusal } from '../../model/pull-refusal.ts'

/**
 * The files of a bundle by path, once every entry has a plain path and is a plain file, no two of them can meet on any disk,
 * and all of them together are of bearable size. Refuses (`path`, `symlink`, `not-a-file`, `case-collision`, `too-large`, `too-many`).
 */
export function acceptEntries({ entries }: Bundle): ReadonlyMap<string, Uint8Array> {
  if (entries.length > BUNDLE_LIMITS.files) throw pullRefusal('too-many', `${entries.length} entries; expected at most ${BUNDLE_LIMITS.files}`)
  for (const entry of entries) refuseEntry(entry)
  const files = entries.filter(({ kind }) => kind === 'file')
  const total = files.reduce((sum, { bytes }) => sum + bytes.length, 0)
  if (total > BUNDLE_LIMITS.totalBytes) throw pullRefusal('too-large', `${total} bytes together; expected at most ${BUNDLE_LIMITS.totalBytes}`)
  refuseCollisions(files.map(({ path }) => path))
  return new Map(files.filter(({ path }) => !BESIDE_MANIFEST.has(path)).map(({ path, bytes }) => [path, bytes]))
}

function refuseEntry({ path, kind, bytes }: BundleEntry): void {
  const shown = JSON.stringify(path.slice(0, BUNDLE_LIMITS.pathBytes))
  if (!isPlainPath(path) || path.length > BUNDLE_LIMITS.pathBytes || path.split('/').length > BUNDLE_LIMITS.depth) throw pullRefusal('path', shown)
  if (kind === 'link') throw pullRefusal('symlink', shown)
  if (kind === 'other') throw pullRefusal('not-a-file', shown)
  if (bytes.length > BUNDLE_LIMITS.fileBytes) throw pullRefusal('too-large', `${shown} has ${bytes.length} bytes; expected at most ${BUNDLE_LIMITS.fileBytes}`)
}

/** Two files of one name, two that differ in case, or a file where another's folder must be. */
export function refuseCollisions(paths: readonly string[]): void {
  const files = new Map<string, string>()
  for (const path of paths) {
    const other = files.get(path.toLowerCase())
    if (other !== undefined) throw pullRefusal('case-collision', `"${path}" and "${other}"`)
    files.set(path.toLowerCase(), path)
  }
  const folders = new Map<string, string>()
  for (const path of paths) {
    for (const folder of foldersOf(path)) {
      const lower = folder.toLowerCase()
      const [same, file] = [folders.get(lower) ?? folder, files.get(lower)]
      if (same !== folder || file !== undefined) throw pullRefusal('case-collision', `"${path}" and "${file ?? same}"`)
      folders.set(lower, folder)
    }
  }
}

function foldersOf(path: string): readonly string[] {
  const segments = path.split('/')
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join('/'))
}
