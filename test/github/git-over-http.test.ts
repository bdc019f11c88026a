import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { git } from '../support/github/bare-repository.ts'
import { type HubOnGitHub, hubOnGitHub } from '../support/github/hub.ts'

let hub: HubOnGitHub
let room: string
let clone: string

beforeAll(async () => {
  hub = await hubOnGitHub({ private: true })
  room = await mkdtemp(join(tmpdir(), 'muhuri-clone-'))
  clone = join(room, 'pilot')
  await git(['clone', '--quiet', url(hub.anna, 'fork'), clone])
})
afterAll(async () => {
  await rm(room, { recursive: true, force: true })
  await hub.github.close()
})

const url = (user: HubOnGitHub['anna'], of: 'repository' | 'fork' = 'repository'): string => hub.github.cloneUrl(hub[of], hub.github.people.token(user))

/** Commits one file in the clone, on a branch from the fork's main. */
async function committed(branch: string, name: string): Promise<string> {
  await git(['checkout', '--quiet', '-B', branch, 'origin/main'], { cwd: clone })
  await writeFile(join(clone, name), `${name}\n`)
  await git(['add', name], { cwd: clone })
  await git(['commit', '--quiet', '-m', name], { cwd: clone })
  return (await git(['rev-parse', 'HEAD'], { cwd: clone })).toString().trim()
}

test('a push to the fork moves the pull request, which anyone with read access can fetch', async () => {
  const first = await committed('join', 'one.yaml')
  await git(['push', '--quiet', url(hub.anna, 'fork'), 'join'], { cwd: clone })
  const { data } = await hub.asUser(hub.anna).rest.pulls.create({ owner: 'hub', repo: 'pilot', head: 'anna:join', base: 'main', title: 'Join' })
  expect(data.head.sha).toBe(first)

  const second = await committed('join', 'two.yaml')
  await git(['push', '--quiet', '--force', url(hub.anna, 'fork'), 'join'], { cwd: clone })
  await git(['fetch', '--quiet', url(hub.reviewer), `refs/pull/${data.number}/head`, `refs/pull/${data.number}/merge`], { cwd: clone })
  expect((await git(['rev-parse', 'FETCH_HEAD'], { cwd: clone })).toString().trim()).toBe(second)
  expect(hub.fork.activity.map(({ kind, actor }) => [kind, actor.login])).toEqual([
    ['branch_creation', 'anna'],
    ['force_push', 'anna'],
  ])
  expect(hub.github.happenings.filter(({ name }) => name === 'pull_request').map(({ action }) => action)).toEqual(['opened', 'synchronize'])
})

test('objects are fetched one by one, by id and without blobs', async () => {
  const sha = (await hub.repository.git.run(['rev-parse', 'main:README.md'])).trim()
  const bare = join(room, 'objects.git')
  await git(['init', '--quiet', '--bare', bare])
  const from = url(hub.reviewer)
  await git(['fetch', '--quiet', '--depth=1', '--filter=blob:none', from, '+refs/heads/main:refs/x/base'], { cwd: bare })
  // Else git says that it has the commit, and is not sent what belongs to it.
  await git(['-c', 'fetch.negotiationAlgorithm=noop', 'fetch', '--quiet', '--filter=blob:none', '--no-write-fetch-head', from, sha], { cwd: bare })

  expect((await git(['cat-file', 'blob', sha], { cwd: bare })).toString()).toBe('pilot\n')
})

test.each([
  ['no token', () => hub.github.cloneUrl(hub.repository), /could not read Username|Authentication failed/],
  ['a forged token', () => hub.github.cloneUrl(hub.repository, 'ghp_forged'), /Authentication failed/],
  ['a stranger to a private repository', () => url(hub.eve), /not found/],
])('%s reads nothing', async (_, address, message) => {
  await expect(git(['ls-remote', address()])).rejects.toThrow(message)
})

test('who may only read does not push', async () => {
  await committed('mine', 'mine.yaml')

  await expect(git(['push', '--quiet', url(hub.anna), 'mine'], { cwd: clone })).rejects.toThrow(/403/)
})

test('a protected branch takes no push, not even an administrator’s, but from who is on the bypass list', async () => {
  const { data: ruleset } = await hub.asUser(hub.admin).rest.repos.createRepoRuleset({
    owner: 'hub',
    repo: 'pilot',
    name: 'main',
    enforcement: 'active',
    conditions: { ref_name: { include: ['refs/heads/main'], exclude: [] } },
    rules: [{ type: 'non_fast_forward' }, { type: 'deletion' }, { type: 'update' }],
    bypass_actors: [{ actor_id: hub.verdict.app.id, actor_type: 'Integration', bypass_mode: 'always' }],
  })
  await git(['fetch', '--quiet', url(hub.admin), 'main'], { cwd: clone })
  const sha = await committed('straight', 'straight.yaml')
  await expect(git(['push', '--quiet', url(hub.admin), 'straight:main'], { cwd: clone })).rejects.toThrow(
    /GH013: Repository rule violations found for refs\/heads\/main \(update\)/,
  )
  await expect(git(['push', '--quiet', url(hub.admin), ':main'], { cwd: clone })).rejects.toThrow(/deletion/)

  const token = hub.github.people.installationToken(hub.verdict.installation, { contents: 'write' })
  await git(['push', '--quiet', hub.github.cloneUrl(hub.repository, token), 'straight:main'], { cwd: clone })
  expect(await hub.repository.git.resolve('refs/heads/main')).toBe(sha)
  await hub.asUser(hub.admin).rest.repos.deleteRepoRuleset({ owner: 'hub', repo: 'pilot', ruleset_id: ruleset.id })
})

test('nobody writes the refs of a pull request', async () => {
  await committed('hidden', 'hidden.yaml')

  await expect(git(['push', '--quiet', url(hub.admin), '+hidden:refs/pull/1/head'], { cwd: clone })).rejects.toThrow(/hidden ref/)
})
