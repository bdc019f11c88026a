import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { Tree, TreeEntry } from '../model/tree.ts'
import type { Lineage } from '../ports.ts'
import { gitPlace } from './git.ts'
import { readBlobs } from './revision/blobs.ts'
import { tryGit } from './revision/git-process.ts'
import { listTree } from './revision/list-tree.ts'
import { resolveCommit } from './revision/resolve-commit.ts'

/** Where the environment in `dir` stands in the history of the repository that it lies in; null where there is none. */
export async function gitLineage(dir: string): Promise<Lineage | null> {
  const place = await gitPlace(dir)
  if (place === null) return null
  const machine = place.isTop ? await issuedDir(dir) : null
  // A build may check the machine's branch out as a clone of its own.
  const gitDirs = [place.gitDir, ...(machine === null ? [] : [machine])]
  return {
    head: resolveCommit(place.gitDir, 'HEAD')?.commit ?? null,
    issued: machine === null ? null : (resolveCommit(machine, 'HEAD')?.commit ?? null),
    descends: (commit, of) => descends(holderOf(gitDirs, of), commit, of),
    recall: (commit, issued) => (place.isTop ? recalled(gitDirs, commit, issued) : null),
  }
}

/** The same for commits of a repository without a work tree. */
export function objectLineage(gitDir: string, { head, issued }: Pick<Lineage, 'head' | 'issued'>): Lineage {
  return {
    head,
    issued,
    descends: (commit, of) => descends(gitDir, commit, of),
    recall: (commit, machine) => recalled([gitDir], commit, machine),
  }
}

function recalled(gitDirs: readonly string[], commit: string, issued: string | null): Tree | null {
  const people = kept(gitDirs, { commit, name: 'main', prefix: '' })
  const issuedFiles = issued === null ? [] : kept(gitDirs, { commit: issued, name: 'issued', prefix: 'issued/' })
  return people === null || issuedFiles === null ? null : { commit, treeId: null, entries: [...people, ...issuedFiles] }
}

/** The git directory of the work tree at `issued/`, where that is one. */
async function issuedDir(dir: string): Promise<string | null> {
  const folder = join(dir, 'issued')
  if (!existsSync(join(folder, '.git'))) return null
  const place = await gitPlace(realpathSync(folder))
  return place?.isTop === true ? place.gitDir : null
}

const holderOf = (gitDirs: readonly string[], commit: string): string | null => gitDirs.find((gitDir) => resolveCommit(gitDir, commit) !== null) ?? null

function descends(gitDir: string | null, commit: string, of: string): boolean | null {
  if (commit === of) return true
  if (gitDir === null || resolveCommit(gitDir, commit) === null) return null
  return tryGit(gitDir, ['merge-base', '--is-ancestor', commit, of]) !== null
}

const LASTING: Readonly<Record<TreeEntry['layer'], RegExp>> = { main: /^revoked\//, issued: /^(certificates|keys)\// }

interface Layer {
  readonly commit: string
  readonly name: TreeEntry['layer']
  readonly prefix: string
}

function kept(gitDirs: readonly string[], { commit, name, prefix }: Layer): readonly TreeEntry[] | null {
  const gitDir = holderOf(gitDirs, commit)
  const found = gitDir === null ? null : resolveCommit(gitDir, commit)
  if (gitDir === null || found === null) return null
  const listed = listTree(gitDir, found.tree).filter(({ path }) => LASTING[name].test(path))
  const contentOf = readBlobs(gitDir, listed)
  return listed.map((entry) => ({ path: `${prefix}${entry.path}`, utf8: entry.utf8, mode: entry.mode, ...contentOf(entry), layer: name }))
}
