import type { WorkTree } from '../src/adapters/git.ts'
import { MuhuriError } from '../src/model/errors.ts'

export interface BranchRequest {
  readonly id: string
  /** The remote to push to, or null for a commit alone. */
  readonly remote: string | null
}

/** Proves that the base has the DFSP's profile: what is joined must have been admitted there. */
export async function requireAdmittedOnBase(tree: WorkTree | null, id: string): Promise<WorkTree> {
  if (tree === null)
    throw new MuhuriError('usage', 'this folder is no Git work tree; --commit and --push need one', { hint: 'git clone the environment first' })
  if (await tree.committed(`dfsps/${id}/dfsp.yaml`)) return tree
  throw new MuhuriError('usage', `HEAD has no dfsps/${id}/dfsp.yaml; the Hub admits a DFSP, and merges that, before it joins`, {
    hint: `muhuri admit ${id} --dir . --name … --country … --owner …`,
  })
}

/** Commits what lies new in the DFSP's folder on the branch `join-<id>`, and pushes it where a remote is named; the commit, or null where there was nothing new. */
export async function commitJoin(tree: WorkTree, { id, remote }: BranchRequest): Promise<{ readonly branch: string; readonly commit: string | null }> {
  const folder = `dfsps/${id}/`
  const paths = (await tree.uncommitted()).filter((path) => path.startsWith(folder) && path !== `${folder}dfsp.yaml`)
  return commitOnBranch(tree, { branch: `join-${id}`, message: `Join ${id}`, paths, remote })
}

export interface BranchCommit {
  readonly branch: string
  readonly message: string
  readonly paths: readonly string[]
  readonly remote: string | null
}

/** Commits exactly these paths on that branch, begun at HEAD where it is new, and pushes it where a remote is named; the commit is null without paths. */
export async function commitOnBranch(
  tree: WorkTree,
  { branch, message, paths, remote }: BranchCommit,
): Promise<{ readonly branch: string; readonly commit: string | null }> {
  await tree.branch(branch)
  const commit = paths.length === 0 ? null : await tree.commit(message, paths)
  if (remote !== null) await tree.push(remote, branch)
  return { branch, commit }
}
