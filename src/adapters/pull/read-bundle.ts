import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Bundle, BundleEntry } from '../../model/bundle.ts'
import { isPlainPath } from '../../model/plain-path.ts'
import { pullRefusal } from '../../model/pull-refusal.ts'
import { readArchive } from './read-archive.ts'
import { readBundleFolder } from './read-folder.ts'
import { fetchDeployBranch, readDeployBranch } from './read-git.ts'

export interface BundleSource {
  /** A Git remote, a Git directory, a folder, or an archive; a path is absolute. */
  readonly from: string
  /** `hub`, or the id of a DFSP. */
  readonly for: string
}

/** What lies there for that recipient, read as data. Of a source for everyone only the recipient's folder is looked at. */
export async function readBundle({ from, for: whom }: BundleSource): Promise<Bundle> {
  const folder = whom === 'hub' ? 'hub' : `dfsps/${whom}`
  if (/^[a-z][a-z0-9+.-]*:\/\//.test(from) || (/^[^/]+:/.test(from) && !existsSync(from))) return within(required(await fetchDeployBranch(from), from), folder)
  const found = statSync(from, { throwIfNoEntry: false })
  if (found === undefined) throw pullRefusal('source', `there is no "${from}"`)
  if (found.isFile()) return archived(await readArchive(from), folder)
  const branch = isRepository(from) ? readDeployBranch(from) : null
  if (branch !== null) return within(branch, folder)
  const place = existsSync(join(from, 'manifest.json')) ? from : join(from, folder)
  return { entries: existsSync(place) ? await readBundleFolder(place) : [] }
}

function isRepository(from: string): boolean {
  return existsSync(join(from, '.git')) || (existsSync(join(from, 'HEAD')) && existsSync(join(from, 'objects')))
}

function required(entries: readonly BundleEntry[] | null, from: string): readonly BundleEntry[] {
  if (entries === null) throw pullRefusal('source', `"${from}" has no branch "deploy"`)
  return entries
}

/** An archive that leads out of itself anywhere is none to look into. */
function archived(entries: readonly BundleEntry[], folder: string): Bundle {
  const astray = entries.find(({ path }) => !isPlainPath(path))
  return astray === undefined ? within(entries, folder) : { entries }
}

/** The delivery alone: the whole, where it is one recipient's. */
function within(entries: readonly BundleEntry[], folder: string): Bundle {
  if (entries.some(({ path }) => path === 'manifest.json')) return { entries }
  const prefix = `${folder}/`
  return {
    entries: entries.filter(({ path }) => path.startsWith(prefix) && path !== prefix).map((entry) => ({ ...entry, path: entry.path.slice(prefix.length) })),
  }
}
