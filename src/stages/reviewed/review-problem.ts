import type { MainCommit } from '../../model/merged-commit.ts'
import type { PullFacts } from '../../ports/git-host.ts'
import type { Approvals } from '../approvals/facts.ts'

/** What is known of one commit of main: everything was asked again now. */
export interface CommitEvidence {
  readonly commit: MainCommit
  /** The request that was merged as exactly this commit; null where there is none. */
  readonly request: PullFacts | null
  /** Trees that Git gives for a merge of the request's head into the first parent, with and without renames followed. */
  readonly merges: readonly string[]
  /** Of the class of what this commit changes; null without a request. */
  readonly approvals: Approvals | null
}

/** Why the commit is not the merge of an approved request (`repo/unreviewed-commit`), or null: its parents, its tree and its approvals all hold. */
export function reviewProblem({ commit, request, merges, approvals }: CommitEvidence): string | null {
  if (request === null || approvals === null) return 'no pull request into main was merged as it, so it was pushed straight to main'
  const [, second, ...more] = commit.parents
  const of = `pull request ${request.number}`
  if (more.length > 0) return `it has ${commit.parents.length} parents; expected the merge or the squash of ${of}`
  if (second !== undefined && second !== request.head.sha) return `it merges ${second}, and the head of ${of} is ${request.head.sha}`
  if (merges.length === 0) return `the head of ${of} cannot be merged into ${commit.parents[0] ?? 'nothing'}, so its tree was made by hand`
  if (!merges.includes(commit.tree)) return `its tree is not what a merge of ${of} gives, so it was edited`
  if (!approvals.approved) return `${of} is ${approvals.class}: ${[...approvals.raised, ...approvals.missing].join(' ')}`
  return null
}
