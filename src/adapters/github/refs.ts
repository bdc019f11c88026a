import type { CommitPlan, GitHost } from '../../ports/git-host.ts'
import type { Client } from './client.ts'
import { asked, askedOrAbsent, refusalOf, statusOf } from './refusal.ts'

type RefCalls = Pick<GitHost, 'ref' | 'moveRef' | 'commit'>

export function refCalls(client: Client): RefCalls {
  const { octokit, owner, repo } = client
  const ref = async (name: string): Promise<string | null> =>
    (await askedOrAbsent(`ref "${name}"`, octokit.rest.git.getRef({ owner, repo, ref: name })))?.data.object.sha ?? null
  return { ref, moveRef: (name, from, to) => moveRef(client, { name, from, to, current: () => ref(name) }), commit: (plan) => commit(client, plan) }
}

interface Move {
  readonly name: string
  readonly from: string | null
  readonly to: string
  readonly current: () => Promise<string | null>
}

/** Without force GitHub moves a ref only to a descendant, so a ref that somebody else moved meanwhile stays where it is. */
async function moveRef({ octokit, owner, repo }: Client, { name, from, to, current }: Move): Promise<'moved' | 'lost'> {
  if ((await current()) !== from) return 'lost'
  try {
    if (from === null) await octokit.rest.git.createRef({ owner, repo, ref: `refs/${name}`, sha: to })
    else await octokit.rest.git.updateRef({ owner, repo, ref: name, sha: to, force: false })
    return 'moved'
  } catch (error) {
    // A rule that forbids it is 422 as well: then the ref is still where it was.
    const isRace = (statusOf(error) === 422 || statusOf(error) === 409) && (await current()) !== from
    if (isRace) return 'lost'
    throw refusalOf(`ref "${name}" at ${to}`, error)
  }
}

async function commit({ octokit, owner, repo }: Client, { parent, message, files }: CommitPlan): Promise<string> {
  const at = { owner, repo }
  const base = parent === null ? null : await asked(`commit ${parent}`, octokit.rest.git.getCommit({ ...at, commit_sha: parent }))
  const tree: { path: string; mode: '100644'; type: 'blob'; sha: string | null }[] = []
  for (const [path, bytes] of Object.entries(files)) {
    const content = bytes === null ? null : Buffer.from(bytes).toString('base64')
    const sha = content === null ? null : (await asked('a new blob', octokit.rest.git.createBlob({ ...at, content, encoding: 'base64' }))).data.sha
    tree.push({ path, mode: '100644', type: 'blob', sha })
  }
  const made = await asked('a new tree', octokit.rest.git.createTree({ ...at, ...(base === null ? {} : { base_tree: base.data.tree.sha }), tree }))
  return (await asked('a new commit', octokit.rest.git.createCommit({ ...at, message, tree: made.data.sha, parents: parent === null ? [] : [parent] }))).data
    .sha
}
