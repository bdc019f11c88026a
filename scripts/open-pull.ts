import type { WorkTree } from '../src/adapters/git.ts'
import { openPull } from '../src/adapters/github/open-pull.ts'
import { pullText } from '../src/model/pull-text.ts'
import { flag, text } from './arguments.ts'
import type { CommandOption, Invocation, Io } from './command.ts'
import { accessTo, repositoryAt, serverOf } from './github-place.ts'

export const pullRequestOption: CommandOption = {
  type: 'boolean',
  help: 'push the branch (to --push, else origin) and open a pull request, or bring the open one up to date; the token is GITHUB_TOKEN, or that of gh',
}

/** The remote that the branch is pushed to, or null for none. */
export const pushedTo = (invocation: Invocation): string | null => text(invocation, 'push') ?? (flag(invocation, 'pull-request') ? 'origin' : null)

/** Whether anything is committed at all. */
export const isCommitted = (invocation: Invocation): boolean => flag(invocation, 'commit') || pushedTo(invocation) !== null

interface PullRequest {
  readonly verb: 'Join' | 'Renew'
  readonly id: string
  readonly branch: string
}

/** What became of the pull request: where it is, or what is left to do in commands and addresses. */
interface PullOutcome {
  readonly url: string | null
  readonly next: readonly string[]
}

/** Opens a pull request from a branch that was pushed, where that was asked for and there is a token; else says how. */
export async function proposePull(invocation: Invocation, tree: WorkTree, request: PullRequest): Promise<PullOutcome> {
  const { io } = invocation
  const { branch, verb, id } = request
  const remote = pushedTo(invocation) ?? 'origin'
  const repository = repositoryAt((await tree.remote(remote)) ?? remote, serverOf(io))
  if (repository === null) return { url: null, next: [`open a pull request from ${branch}`] }
  const access = flag(invocation, 'pull-request') ? await accessTo(repository, io) : null
  if (access === null) return { url: null, next: [`open a pull request from ${branch}: ${await comparison(tree, { repository, branch, io })}`] }
  const opened = await openPull(access, { branch, ...pullText(verb, id) })
  io.note(`pull request ${opened.number} of ${opened.repository} is ${opened.kind === 'opened' ? 'open' : 'up to date'}`)
  return { url: `${serverOf(io)}/${opened.repository}/pull/${opened.number}`, next: [] }
}

/** The page that proposes it; where the environment is a remote called upstream, on that one's. */
async function comparison(
  tree: WorkTree,
  { repository, branch, io }: { readonly repository: string; readonly branch: string; readonly io: Io },
): Promise<string> {
  const server = serverOf(io)
  const upstream = repositoryAt((await tree.remote('upstream')) ?? '', server)
  const [owner] = repository.split('/')
  const head = encodeURIComponent(branch)
  return upstream === null || upstream === repository
    ? `${server}/${repository}/pull/new/${head}`
    : `${server}/${upstream}/compare/main...${owner}:${head}?expand=1`
}
