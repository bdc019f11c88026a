import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simpleGit } from 'simple-git'
import { BUNDLE_LIMITS, type BundleEntry } from '../../model/bundle.ts'
import { pullRefusal } from '../../model/pull-refusal.ts'
import { readBlobs } from '../revision/blobs.ts'
import { listTree } from '../revision/list-tree.ts'
import { resolveCommit } from '../revision/resolve-commit.ts'

/** What gateways load, in a repository. */
const DEPLOY = 'refs/heads/deploy'
const KINDS: Readonly<Record<string, BundleEntry['kind']>> = { '100644': 'file', '100755': 'file', '120000': 'link' }

/** The files of branch `deploy` of a Git directory, from its objects alone; null where it has no such branch. */
export function readDeployBranch(gitDir: string): readonly BundleEntry[] | null {
  const deployed = resolveCommit(gitDir, DEPLOY) ?? resolveCommit(gitDir, 'refs/remotes/origin/deploy')
  if (deployed === null) return null
  const listed = listTree(gitDir, deployed.tree)
  if (listed.length > BUNDLE_LIMITS.files) throw pullRefusal('too-many', `${listed.length} files; expected at most ${BUNDLE_LIMITS.files}`)
  const contentOf = readBlobs(gitDir, listed, BUNDLE_LIMITS.fileBytes)
  return listed.map((entry) => {
    const kind = KINDS[entry.mode] ?? 'other'
    const { size, bytes } = contentOf(entry)
    if (kind === 'file' && bytes === null)
      throw pullRefusal('too-large', `"${entry.path}" has ${size ?? 'unknown'} bytes; expected at most ${BUNDLE_LIMITS.fileBytes}`)
    return { path: entry.path, kind, bytes: kind === 'file' && bytes !== null ? bytes : new Uint8Array() }
  })
}

/** The same of a remote, fetched into a bare repository that is gone afterwards: no checkout, no hook, no tag. */
export async function fetchDeployBranch(remote: string): Promise<readonly BundleEntry[] | null> {
  const bare = await mkdtemp(join(tmpdir(), 'muhuri-pull-'))
  try {
    const git = simpleGit({ baseDir: bare, config: ['fetch.fsckObjects=true'], allowEnvironment: ['GIT_SSL_CAINFO', 'GIT_SSL_CAPATH', 'GIT_ASKPASS'] })
    await git.raw(['init', '--quiet', '--bare', '.'])
    await git
      .raw(['fetch', '--quiet', '--depth', '1', '--no-tags', '--no-recurse-submodules', '--', remote, `+${DEPLOY}:${DEPLOY}`])
      .catch((cause: unknown) => {
        throw pullRefusal('source', `"${remote}": ${cause instanceof Error ? cause.message.trim() : String(cause)}`, cause)
      })
    return readDeployBranch(bare)
  } finally {
    await rm(bare, { recursive: true, force: true })
  }
}
