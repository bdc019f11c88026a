import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { githubHost } from '../../../src/adapters/github/host.ts'
import type { GitHost } from '../../../src/ports/git-host.ts'
import { type HubOnGitHub, hubOnGitHub } from '../../support/github/hub.ts'

let hub: HubOnGitHub
/** What the project's App sees. */
let host: GitHost
let token: string
let main: string

beforeAll(async () => {
  hub = await hubOnGitHub()
  token = hub.github.people.installationToken(hub.verdict.installation)
  host = githubHost({ api: hub.github.apiUrl, token, repository: 'hub/pilot', app: hub.verdict.app.id, milliseconds: 5_000 })
  await hub.github.repositories.commit(hub.fork, { 'a.yaml': 'a: 1\n' }, { branch: 'join', by: hub.anna })
  await hub.asUser(hub.anna).rest.pulls.create({ owner: 'hub', repo: 'pilot', head: 'anna:join', base: 'main', title: 'Join' })
})
beforeEach(async () => {
  main = (await hub.repository.git.resolve('refs/heads/main')) ?? ''
})
afterAll(() => hub.github.close())

const as = (user: HubOnGitHub['anna']): GitHost =>
  githubHost({ api: hub.github.apiUrl, token: hub.github.people.token(user), repository: 'hub/pilot', app: null, milliseconds: 5_000 })

test('a pull request is read with ids, head, fork and who may push to it', async () => {
  const head = hub.repository.pulls.get(1)?.head

  expect(await host.pull(1)).toEqual({
    number: 1,
    state: 'open',
    title: 'Join',
    author: { id: 1001, login: 'anna' },
    head: { sha: head, branch: 'join', repository: { id: hub.fork.id, name: 'anna/pilot' } },
    base: { sha: main, branch: 'main', repository: hub.repository.id },
    maintainerCanModify: true,
    draft: false,
    mergeCommit: null,
  })
  expect((await host.openPulls('anna', 'join')).map(({ number, maintainerCanModify }) => [number, maintainerCanModify])).toEqual([[1, true]])
  expect(await host.openPulls('eve', 'join')).toEqual([])
  expect((await host.pullsOf(head ?? '')).map(({ number }) => number)).toEqual([1])
})

test('the last pusher is who moved the branch to exactly this head', async () => {
  const facts = await host.pull(1)

  expect(await host.lastPusher(facts)).toEqual({ id: 1001, login: 'anna' })
  expect(await host.lastPusher({ ...facts, head: { ...facts.head, sha: main } })).toBe(null)
  expect(await host.lastPusher({ ...facts, head: { ...facts.head, repository: null } })).toBe(null)
})

test('reviews carry who, at which commit, and whether they still stand', async () => {
  await hub.asUser(hub.reviewer).rest.pulls.createReview({ owner: 'hub', repo: 'pilot', pull_number: 1, event: 'APPROVE' })
  const [review] = await host.reviews(1)

  expect([review?.user, review?.state, review?.commit === hub.repository.pulls.get(1)?.head]).toEqual([{ id: 2003, login: 'rita' }, 'approved', true])
})

test('a role belongs to the id, not to whoever has the login now', async () => {
  expect(await host.role(hub.admin)).toBe('admin')
  expect(await host.role(hub.reviewer)).toBe('write')
  expect(await host.role(hub.eve)).toBe('read')
  expect(await host.role({ id: 9999, login: 'adam' })).toBe('none')
  expect(await host.role({ id: 9999, login: 'nobody' })).toBe('none')
})

test('a team is its ids, and one out of sight is null, not empty', async () => {
  expect([...((await host.teamMembers('hub', 'hub-reviewers')) ?? [])]).toEqual([2003])
  expect(await host.teamMembers('hub', 'no-such-team')).toBe(null)
})

test('a check run is published by the App, with more annotations than one request takes', async () => {
  const annotations = Array.from({ length: 120 }, (_, at) => ({
    path: 'a.yaml',
    line: at + 1,
    level: 'failure' as const,
    title: 'schema/invalid',
    message: `row ${at}`,
  }))
  const report = {
    name: 'muhuri/verdict',
    head: main,
    externalId: 'sha256:1',
    conclusion: 'failure' as const,
    title: 'fail',
    summary: 's',
    text: 't',
    annotations,
  }
  const id = await host.publishCheck(report)

  const run = hub.repository.checkRuns.get(id)
  expect([run?.app.id, run?.fields['conclusion'], run?.fields['output']]).toMatchObject([7001, 'failure', { annotations: { length: 120 } }])
  expect(await host.checks(main, 'muhuri/verdict')).toEqual([
    { id, app: 7001, name: 'muhuri/verdict', status: 'completed', conclusion: 'failure', externalId: 'sha256:1' },
  ])
})

test('a comment of somebody else with the same marker is not taken for ours', async () => {
  const marker = '<!-- muhuri:report:v1 -->'
  await hub.asUser(hub.eve).rest.issues.createComment({ owner: 'hub', repo: 'pilot', issue_number: 1, body: `${marker}\nall is well` })
  const first = await host.publishComment(1, { marker, body: 'one' })
  const second = await host.publishComment(1, { marker, body: 'two' })

  expect(second).toBe(first)
  expect([...hub.repository.comments.values()].map(({ user, body }) => [user.login, body])).toEqual([
    ['eve', `${marker}\nall is well`],
    ['muhuri-verdict[bot]', `${marker}\ntwo`],
  ])
})

test('a ref is moved from exactly what it was, by one of two', async () => {
  const admin = as(hub.admin)
  const [one, two] = [
    await admin.commit({ parent: main, message: 'one', files: { 'x/one.yaml': Buffer.from('1\n') } }),
    await admin.commit({ parent: main, message: 'two', files: { 'x/two.yaml': Buffer.from('2\n'), 'README.md': null } }),
  ]
  expect(await admin.moveRef('heads/issued', null, one)).toBe('moved')
  expect(await admin.moveRef('heads/issued', null, two)).toBe('lost')
  expect(await admin.moveRef('heads/issued', main, two)).toBe('lost')
  expect(await admin.ref('heads/issued')).toBe(one)
  expect(await admin.ref('heads/none')).toBe(null)
  expect(await hub.repository.git.run(['ls-tree', '-r', '--name-only', two])).toBe('x/two.yaml')
  await expect(admin.moveRef('heads/issued', one, two)).rejects.toThrow(/GitHub does not give ref "heads\/issued"/)
})

test('an issue is opened once, brought up to date, and closed', async () => {
  const report = { marker: '<!-- muhuri:watch -->', title: 'Expiring', body: 'a', labels: ['expiry'] }
  const number = await host.publishIssue(report)
  expect(await host.publishIssue({ ...report, body: 'b' })).toBe(number)
  expect([hub.repository.issues.get(number)?.body, hub.repository.issues.get(number)?.labels]).toEqual(['<!-- muhuri:watch -->\nb', ['expiry']])
  await host.closeIssue(report.marker)
  expect(hub.repository.issues.get(number)?.state).toBe('closed')
})

test('a pull request is opened once', async () => {
  await hub.github.repositories.commit(hub.fork, { 'b.yaml': 'b: 1\n' }, { branch: 'renew', by: hub.anna })
  const given = { head: 'anna:renew', base: 'main', title: 'Renew', body: '' }
  const number = await as(hub.anna).openPull(given)

  expect(await as(hub.anna).openPull(given)).toBe(number)
  expect((await host.pull(number)).maintainerCanModify).toBe(false)
})

test.each(['rate-limit', 'secondary-limit', 'unavailable', 'bad-gateway', 'cut-off'] as const)('a read is tried again after %s', async (kind) => {
  hub.github.fail({ kind, times: 1, operation: 'GET /repos/{owner}/{repo}/pulls/{pull_number}' })

  expect((await host.pull(1)).number).toBe(1)
})

test('a write that may have been done is not repeated', async () => {
  hub.github.fail({ kind: 'bad-gateway', times: 1, operation: 'POST /repos/{owner}/{repo}/issues' })

  await expect(host.publishIssue({ marker: '<!-- once -->', title: 'Once', body: '', labels: [] })).rejects.toThrow(
    'GitHub does not give a new issue: 502: GitHub has an internal error',
  )
})

test.each([
  ['garbage', /no JSON/],
  ['redirect', /a redirect, which is not followed/],
  ['exhausted-for-an-hour', /403: the token may not do this, or its rate limit is used up/],
] as const)('%s is refused, without the token in the message', async (kind, message) => {
  hub.github.fail({ kind, times: 4, operation: 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments' })
  const failure = await host.publishComment(1, { marker: '<!-- x -->', body: '' }).catch((error: unknown) => error as Error)

  await drain('GET /repos/{owner}/{repo}/issues/{issue_number}/comments')
  expect(failure).toMatchObject({ name: 'MuhuriError', code: 'refused', message: expect.stringMatching(message) })
  expect(JSON.stringify(failure) + String((failure as Error).stack) + String((failure as Error).cause)).not.toContain(token)
})

/** Uses up what is left of a fault that was not needed. */
async function drain(operation: string): Promise<void> {
  const octokit = hub.asUser(hub.anna)
  for (let left = 0; left < 4; left += 1) await octokit.request(operation, { owner: 'hub', repo: 'pilot', issue_number: 1 }).catch(() => null)
}

test('a silent server is given up', async () => {
  const hasty = githubHost({ api: hub.github.apiUrl, token, repository: 'hub/pilot', app: hub.verdict.app.id, milliseconds: 100 })
  hub.github.fail({ kind: 'silence', times: 4, operation: 'GET /repos/{owner}/{repo}/git/ref/{ref}' })

  await expect(hasty.ref('heads/main')).rejects.toThrow('GitHub does not give ref "heads/main": it cannot be reached, or did not answer in time')
})

test.each(['http://api.github.com', 'https://user@api.github.com', 'ftp://127.0.0.1', 'nonsense'])('"%s" is no address to send a token to', (api) => {
  expect(() => githubHost({ api, token, repository: 'hub/pilot', app: null })).toThrow('is no address of GitHub')
})

test.each(['pilot', 'hub/pilot/x', '../pilot', 'hub/..', 'hub/pi lot'])('"%s" is no repository', (repository) => {
  expect(() => githubHost({ api: hub.github.apiUrl, token, repository, app: null })).toThrow('expected owner/name')
})
