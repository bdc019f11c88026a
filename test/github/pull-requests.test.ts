import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HubOnGitHub, hubOnGitHub, statusOf } from '../support/github/hub.ts'

const REPO = { owner: 'hub', repo: 'pilot' }
let hub: HubOnGitHub

beforeAll(async () => {
  hub = await hubOnGitHub()
})
afterAll(() => hub.github.close())

/** A pull request of Anna's from a branch of her fork. */
async function opened(branch: string, files: Readonly<Record<string, string>> = { [`dfsps/${branch}.yaml`]: 'a: 1\n' }): Promise<number> {
  await hub.github.repositories.commit(hub.fork, files, { branch, by: hub.anna, onto: (await hub.repository.git.resolve('refs/heads/main')) ?? '' })
  const { data } = await hub.asUser(hub.anna).rest.pulls.create({ ...REPO, head: `anna:${branch}`, base: 'main', title: branch })
  return data.number
}

test('a pull request from a fork has its head and its merge in the base repository', async () => {
  const number = await opened('join')

  const { data } = await hub.asUser(hub.eve).rest.pulls.get({ ...REPO, pull_number: number })
  expect([data.user?.id, data.head.repo?.full_name, data.base.repo.full_name, data.mergeable, data.maintainer_can_modify]).toEqual([
    1001,
    'anna/pilot',
    'hub/pilot',
    true,
    true,
  ])
  expect(await hub.repository.git.resolve(`refs/pull/${number}/head`)).toBe(data.head.sha)
  expect(await hub.repository.git.run(['rev-parse', `refs/pull/${number}/merge^1`, `refs/pull/${number}/merge^2`])).toBe(`${data.base.sha}\n${data.head.sha}`)
})

test('a push to the head branch moves the pull request, and whoever pushed is recorded', async () => {
  const number = await opened('again')
  const before = hub.repository.pulls.get(number)?.head
  const pushed = await hub.github.repositories.commit(hub.fork, { 'dfsps/again.yaml': 'a: 2\n' }, { branch: 'again', by: hub.eve })

  const { data } = await hub.asUser(hub.eve).rest.pulls.get({ ...REPO, pull_number: number })
  expect([data.head.sha === pushed, data.head.sha === before, await hub.repository.git.resolve(`refs/pull/${number}/head`)]).toEqual([true, false, pushed])
  const { data: activity } = await hub.asUser(hub.admin).rest.repos.listActivities({ owner: 'anna', repo: 'pilot', ref: 'refs/heads/again' })
  expect(activity.map(({ actor, after, activity_type }) => [actor?.id, after === pushed, activity_type])).toEqual([
    [1002, true, 'push'],
    [1001, false, 'branch_creation'],
  ])
})

test('a pull request that conflicts has no merge', async () => {
  const number = await opened('conflict', { 'README.md': 'theirs\n' })
  await hub.github.repositories.commit(hub.repository, { 'README.md': 'ours\n' })

  const { data } = await hub.asUser(hub.anna).rest.pulls.get({ ...REPO, pull_number: number })
  expect([data.mergeable, data.mergeable_state, await hub.repository.git.resolve(`refs/pull/${number}/merge`)]).toEqual([false, 'dirty', null])
})

test('files and commits are those since the base, a rename with its old name', async () => {
  await hub.github.repositories.commit(hub.repository, { 'old.yaml': 'a long enough line that git sees it is the same\n' })
  const number = await opened('rename', { 'new.yaml': 'a long enough line that git sees it is the same\n', 'old.yaml': null as never })

  const octokit = hub.asUser(hub.anna)
  const { data: files } = await octokit.rest.pulls.listFiles({ ...REPO, pull_number: number })
  expect(files.map(({ filename, status, previous_filename: old }) => [filename, status, old])).toEqual([['new.yaml', 'renamed', 'old.yaml']])
  const { data: commits } = await octokit.rest.pulls.listCommits({ ...REPO, pull_number: number })
  expect(commits.map(({ sha }) => sha)).toEqual([hub.repository.pulls.get(number)?.head])
})

test('lists come in pages', async () => {
  await opened('page-1')
  await opened('page-2')
  const octokit = hub.asUser(hub.anna)

  const first = await octokit.rest.pulls.list({ ...REPO, per_page: 1 })
  expect(first.headers.link).toContain('rel="next"')
  const all = await octokit.paginate(octokit.rest.pulls.list, { ...REPO, per_page: 1 })
  expect(all.length).toBe([...hub.repository.pulls.values()].filter(({ issue }) => issue.state === 'open').length)
})

test('anyone who may read may approve, but not the author', async () => {
  const number = await opened('review')

  const given = await hub.asUser(hub.eve).rest.pulls.createReview({ ...REPO, pull_number: number, event: 'APPROVE' })
  expect([given.data.state, given.data.user?.id, given.data.commit_id]).toEqual(['APPROVED', 1002, hub.repository.pulls.get(number)?.head])
  expect(await statusOf(hub.asUser(hub.anna).rest.pulls.createReview({ ...REPO, pull_number: number, event: 'APPROVE' }))).toBe(422)
})

test('a review is dismissed by people with write access only, and stays in the list', async () => {
  const number = await opened('dismiss')
  const { data: review } = await hub.asUser(hub.reviewer).rest.pulls.createReview({ ...REPO, pull_number: number, event: 'APPROVE' })
  const dismissal = { ...REPO, pull_number: number, review_id: review.id, message: 'no' }

  expect(await statusOf(hub.asUser(hub.eve).rest.pulls.dismissReview(dismissal))).toBe(403)
  await hub.asUser(hub.admin).rest.pulls.dismissReview(dismissal)
  const { data } = await hub.asUser(hub.anna).rest.pulls.listReviews({ ...REPO, pull_number: number })
  expect(data.map(({ state }) => state)).toEqual(['DISMISSED'])
})

test('a push dismisses approvals where the ruleset says so', async () => {
  const ruleset = await hub.asUser(hub.admin).rest.repos.createRepoRuleset({
    ...REPO,
    name: 'stale',
    enforcement: 'active',
    conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
    rules: [
      {
        type: 'pull_request',
        parameters: {
          required_approving_review_count: 1,
          dismiss_stale_reviews_on_push: true,
          require_code_owner_review: false,
          require_last_push_approval: true,
          required_review_thread_resolution: false,
        },
      },
    ],
  })
  const number = await opened('stale')
  await hub.asUser(hub.reviewer).rest.pulls.createReview({ ...REPO, pull_number: number, event: 'APPROVE' })
  await hub.github.repositories.commit(hub.fork, { 'more.yaml': 'x: 1\n' }, { branch: 'stale', by: hub.anna })

  expect(hub.repository.pulls.get(number)?.reviews.map(({ state }) => state)).toEqual(['DISMISSED'])
  const merging = { ...REPO, pull_number: number }
  expect(await statusOf(hub.asUser(hub.reviewer).rest.pulls.merge(merging))).toBe(405)
  await hub.asUser(hub.eve).rest.pulls.createReview({ ...merging, event: 'APPROVE' })
  expect(await statusOf(hub.asUser(hub.reviewer).rest.pulls.merge(merging))).toBe(405)
  await hub.asUser(hub.reviewer).rest.pulls.createReview({ ...merging, event: 'APPROVE' })
  const { data } = await hub.asUser(hub.reviewer).rest.pulls.merge(merging)
  expect(await hub.repository.git.resolve('refs/heads/main')).toBe(data.sha)
  await hub.asUser(hub.admin).rest.repos.deleteRepoRuleset({ ...REPO, ruleset_id: ruleset.data.id })
})

test('a merge of another head than was looked at is refused', async () => {
  const number = await opened('moved')
  const looked = hub.repository.pulls.get(number)?.head ?? ''
  await hub.github.repositories.commit(hub.fork, { 'other.yaml': 'x: 1\n' }, { branch: 'moved', by: hub.anna })

  expect(await statusOf(hub.asUser(hub.admin).rest.pulls.merge({ ...REPO, pull_number: number, sha: looked }))).toBe(409)
})
