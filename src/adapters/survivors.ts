import { existsSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { list } from 'tar'
import { MuhuriError } from '../model/errors.ts'
import type { Survivor } from '../model/recovery.ts'
import { MAX_FILE_BYTES } from '../model/tree.ts'
import { folderSource } from './folder.ts'
import { fileHistory } from './revision/file-history.ts'
import { tryGit } from './revision/git-process.ts'
import { resolveCommit } from './revision/resolve-commit.ts'

/**
 * Everything in a place that may hold what was lost: a clone, bare or not, with every version that its branches main,
 * issued and deploy ever had; a folder as it lies; a bundle. `usage` where there is nothing of the kind.
 */
export async function survivorsIn(place: string, source: string): Promise<readonly Survivor[]> {
  if (!existsSync(place)) throw new MuhuriError('usage', `there is no "${source}"`, { hint: 'name a clone, a deploy folder or a bundle' })
  if (!statSync(place).isDirectory()) return inArchive(place, source)
  const isBare = existsSync(join(place, 'HEAD')) && existsSync(join(place, 'objects'))
  const history = isBare || existsSync(join(place, '.git')) ? inHistory(place, source) : []
  return isBare ? history : [...(await inFolder(place, source)), ...history]
}

async function inFolder(place: string, source: string): Promise<readonly Survivor[]> {
  const { entries } = await folderSource(place).read()
  return entries.flatMap(({ path, bytes }) => (bytes === null ? [] : [{ path, bytes, source }]))
}

interface Branch {
  readonly name: string
  readonly prefix: string
  readonly paths: readonly string[]
}

/** What people proposed on branches of their own was never approved, and is not looked at. */
const BRANCHES: readonly Branch[] = [
  { name: 'main', prefix: '', paths: ['revoked', 'hub/ca', 'hub/crl'] },
  { name: 'issued', prefix: 'issued/', paths: ['certificates', 'crl', 'keys'] },
  { name: 'deploy', prefix: '', paths: [] },
]

function inHistory(gitDir: string, source: string): readonly Survivor[] {
  return BRANCHES.flatMap(({ name, prefix, paths }) => {
    const commits = new Set([...headsOf(gitDir, name), ...formerHeads(gitDir, name)])
    return [...commits].flatMap((commit) =>
      fileHistory(gitDir, commit, { paths, prefix }).flatMap(({ changes }) =>
        changes.flatMap(({ path, after }) => (after === null ? [] : [{ path, bytes: after, source }])),
      ),
    )
  })
}

/** The branch here and as each remote was last seen to have it. */
function headsOf(gitDir: string, name: string): readonly string[] {
  const refs = (tryGit(gitDir, ['for-each-ref', '--format=%(refname)', `refs/heads/${name}`, `refs/remotes/*/${name}`]) ?? '').toString('utf8')
  return refs.split('\n').flatMap((ref) => resolveCommit(gitDir, ref)?.commit ?? [])
}

/** Where those stood before somebody forced them elsewhere, as far as this clone remembers. */
function formerHeads(gitDir: string, name: string): readonly string[] {
  const refs = [`refs/heads/${name}`, `refs/remotes/origin/${name}`].filter((ref) => resolveCommit(gitDir, ref) !== null)
  const logged = refs.flatMap((ref) => (tryGit(gitDir, ['log', '--walk-reflogs', '--format=%H', ref]) ?? '').toString('utf8').split('\n'))
  return logged.filter((commit) => /^[0-9a-f]{40}$/.test(commit))
}

const MOST_FILES = 100_000

async function inArchive(file: string, source: string): Promise<readonly Survivor[]> {
  const found: Survivor[] = []
  await list({
    file,
    strict: true,
    onReadEntry: (entry) => {
      if (entry.type !== 'File' || entry.size > MAX_FILE_BYTES || found.length >= MOST_FILES) return
      const parts: Buffer[] = []
      entry.on('data', (part: Buffer) => void parts.push(part))
      entry.on('end', () => void found.push({ path: entry.path, bytes: new Uint8Array(Buffer.concat(parts)), source }))
    },
  }).catch((cause: unknown) => {
    throw new MuhuriError('usage', `"${basename(file)}" is no archive that can be read`, { cause })
  })
  return found
}
