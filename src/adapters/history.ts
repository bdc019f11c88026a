import { MuhuriError } from '../model/errors.ts'
import type { History } from '../model/history.ts'
import { fileHistory } from './revision/file-history.ts'
import { readAt } from './revision/read-at.ts'
import { resolveCommit } from './revision/resolve-commit.ts'

export interface HistoryOptions {
  readonly gitDir: string
  /** Any name of a commit of the people's branch. */
  readonly revision: string
  /** The machine's branch; by default `issued`, then that of `origin`. */
  readonly issued?: string
}

/** Everything that audits look back at; `usage` where a revision is not there. */
export function gitHistory({ gitDir, revision, issued }: HistoryOptions): History {
  const head = required(gitDir, [revision])
  const machine = required(gitDir, issued === undefined ? ['refs/heads/issued', 'refs/remotes/origin/issued'] : [issued])
  const people = fileHistory(gitDir, head, { paths: ['environment.yaml', 'dfsps/*/client/*.csr'] })
  const versions = people.flatMap(({ changes }) => changes.flatMap(({ path, after }) => (after === null ? [] : [{ path, after }])))
  return {
    issued: fileHistory(gitDir, machine, { prefix: 'issued/' }),
    settings: versions.flatMap(({ path, after }) => (path === 'environment.yaml' ? [after] : [])),
    requests: versions.flatMap(({ path, after }) => (path.endsWith('.csr') ? [after] : [])),
    readAt: (places) => readAt(gitDir, places),
  }
}

function required(gitDir: string, names: readonly string[]): string {
  for (const name of names) {
    const commit = resolveCommit(gitDir, name)
    if (commit !== null) return commit.commit
  }
  throw new MuhuriError('usage', `the repository "${gitDir}" has no revision "${names[0]}"`, { hint: `git -C ${gitDir} fetch` })
}
