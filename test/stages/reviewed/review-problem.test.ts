import { expect, test } from 'vitest'
import type { PullFacts } from '../../../src/ports/git-host.ts'
import { type CommitEvidence, reviewProblem } from '../../../src/stages/reviewed/review-problem.ts'

const id = (digit: string): string => digit.repeat(40)
const request: PullFacts = {
  number: 7,
  state: 'merged',
  title: 'Move',
  author: { id: 1001, login: 'anna' },
  head: { sha: id('b'), branch: 'move', repository: { id: 2, name: 'anna/pilot' } },
  base: { sha: id('a'), branch: 'main', repository: 1 },
  maintainerCanModify: false,
  draft: false,
  mergeCommit: id('c'),
}
const good: CommitEvidence = {
  commit: { commit: id('c'), tree: id('d'), parents: [id('a'), id('b')] },
  request,
  merges: [id('d')],
  approvals: { class: 'hub-review', raised: [], approved: true, requiredBy: 'reviewers', required: 1, counted: [], ignored: [], missing: [] },
}

test('the merge and the squash of an approved request hold', () => {
  expect(reviewProblem(good)).toBe(null)
  expect(reviewProblem({ ...good, commit: { ...good.commit, parents: [id('a')] } })).toBe(null)
})

test.each<[string, Partial<CommitEvidence>, string]>([
  ['no request', { request: null, approvals: null }, 'no pull request into main was merged as it, so it was pushed straight to main'],
  ['another second parent', { commit: { ...good.commit, parents: [id('a'), id('e')] } }, `it merges ${id('e')}, and the head of pull request 7 is ${id('b')}`],
  [
    'three parents',
    { commit: { ...good.commit, parents: [id('a'), id('b'), id('e')] } },
    'it has 3 parents; expected the merge or the squash of pull request 7',
  ],
  ['a conflict', { merges: [] }, `the head of pull request 7 cannot be merged into ${id('a')}, so its tree was made by hand`],
  ['another tree', { merges: [id('e')] }, 'its tree is not what a merge of pull request 7 gives, so it was edited'],
])('%s is said', (_, change, problem) => {
  expect(reviewProblem({ ...good, ...change })).toBe(problem)
})

test('what is missing is said in the words of the approvals', () => {
  const approvals = { ...(good.approvals as NonNullable<CommitEvidence['approvals']>), approved: false, missing: ['1 approval is missing.'] }

  expect(reviewProblem({ ...good, approvals })).toBe('pull request 7 is hub-review: 1 approval is missing.')
})
