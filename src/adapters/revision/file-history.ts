import type { HistoricCommit } from '../../model/history.ts'
import { readBlobs } from './blobs.ts'
import { runGit } from './git-process.ts'

interface RawChange {
  readonly path: string
  readonly letter: string
  readonly beforeId: string
  readonly afterId: string
  readonly mode: string
}

interface RawCommit {
  readonly commit: string
  readonly changes: readonly RawChange[]
}

const RAW = /^:\d{6} (\d{6}) ([0-9a-f]{40}) ([0-9a-f]{40}) ([A-Z])$/
const ABSENT = /^0+$/

export interface FileHistoryOptions {
  readonly paths?: readonly string[]
  readonly prefix?: string
  /** Of a merge only what it changed to its first parent, and nothing of its other parents' own commits. */
  readonly firstParent?: boolean
  /** Only what came after this commit. */
  readonly after?: string
}

const LOG = ['log', '--reverse', '--topo-order', '-m', '--root', '--raw', '--no-abbrev', '--no-renames', '-z', '--format=commit:%H']

/** Every commit that leads to this one, parents first, with what it changed below these paths, to each parent of a merge. */
export function fileHistory(
  gitDir: string,
  commit: string,
  { paths = [], prefix = '', firstParent = false, after }: FileHistoryOptions,
): readonly HistoricCommit[] {
  const range = [...(firstParent ? ['--first-parent'] : []), commit, ...(after === undefined ? [] : [`^${after}`])]
  const words = [...LOG, ...range, '--', ...paths]
  const commits = parse(runGit(gitDir, words).toString('utf8'))
  const contentOf = readBlobs(
    gitDir,
    commits.flatMap(({ changes }) =>
      changes.flatMap(({ beforeId, afterId, path, mode }) =>
        [beforeId, afterId].filter((id) => !ABSENT.test(id)).map((id) => ({ path, utf8: true, mode: mode === '000000' ? '100644' : mode, id })),
      ),
    ),
  )
  const bytes = (id: string): Uint8Array | null => (ABSENT.test(id) ? null : contentOf({ path: '', utf8: true, mode: '100644', id }).bytes)
  return commits.map(({ commit: hash, changes }) => ({
    commit: hash,
    changes: changes.map(({ path, letter, beforeId, afterId }) => ({ path: `${prefix}${path}`, letter, before: bytes(beforeId), after: bytes(afterId) })),
  }))
}

function parse(output: string): readonly RawCommit[] {
  const commits: { commit: string; changes: RawChange[] }[] = []
  const tokens = output.split('\0').map((token) => token.replace(/^\n/, ''))
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] ?? ''
    if (token.startsWith('commit:')) commits.push({ commit: token.slice('commit:'.length), changes: [] })
    const [, mode, beforeId, afterId, letter] = RAW.exec(token) ?? []
    if (mode === undefined || beforeId === undefined || afterId === undefined || letter === undefined) continue
    at += 1
    commits.at(-1)?.changes.push({ path: tokens[at] ?? '', mode, beforeId, afterId, letter })
  }
  return commits
}
