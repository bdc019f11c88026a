import { readAt } from '../revision/read-at.ts'
import { resolveCommit } from '../revision/resolve-commit.ts'

const BRANCHES = ['refs/heads/deploy', 'refs/remotes/origin/deploy']

/** Texts of the manifests of the last deliveries that branch `deploy` of a repository holds, local or fetched: what gateways have loaded. */
export function deployedManifests(gitDir: string, folders: readonly string[]): readonly string[] {
  const commits = BRANCHES.flatMap((branch) => resolveCommit(gitDir, branch)?.commit ?? [])
  const places = commits.flatMap((commit) => folders.map((folder) => ({ commit, path: `${folder}/manifest.json` })))
  return readAt(gitDir, places).flatMap((bytes) => (bytes === null ? [] : [new TextDecoder().decode(bytes)]))
}
