import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fetchRequest, type RequestCommits } from '../../../src/adapters/request/fetch.ts'
import { fetchAddress, type Remote } from '../../../src/adapters/request/remote.ts'
import { revisionSource } from '../../../src/adapters/revision.ts'
import { git } from '../../support/github/bare-repository.ts'
import { type HubOnGitHub, hubOnGitHub } from '../../support/github/hub.ts'

let hub: HubOnGitHub
let room: string
let base: string
let head: string
let remote: Remote

beforeAll(async () => {
  hub = await hubOnGitHub({ private: true, files: { 'environment.yaml': 'name: pilot\n' } })
  const { github, repository, fork, anna } = hub
  room = await mkdtemp(join(tmpdir(), 'muhuri-fetch-'))
  base = (await repository.git.resolve('refs/heads/main')) ?? ''
  head = await github.repositories.commit(fork, { 'dfsps/greenbank/endpoints.yaml': 'egress: []\n' }, { branch: 'join', by: anna })
  await hub.asUser(anna).rest.pulls.create({ owner: 'hub', repo: 'pilot', head: 'anna:join', base: 'main', title: 'Join' })
  await github.repositories.commit(repository, { 'keys/one.json': '{}\n', 'environment.yaml': null }, { branch: 'issued' })
  remote = { server: github.url, repository: 'hub/pilot', token: github.people.token(anna) }
})
afterAll(async () => {
  await rm(room, { recursive: true, force: true })
  await hub.github.close()
})

const fetched = (changed: Partial<RequestCommits> = {}, from: Remote = remote) => fetchRequest(from, { base, head, pull: 1, ...changed }, room)

test('a pull request of a private repository is read as objects, with branch issued laid over', async () => {
  const request = await fetched()

  const tree = await revisionSource({ gitDir: request.gitDir, revision: request.head, since: request.base, issued: request.issued }).read()
  expect(tree.entries.map(({ path }) => path)).toEqual(['dfsps/greenbank/endpoints.yaml', 'environment.yaml', 'issued/keys/one.json'])
})

test('nothing is checked out, and the token is in no file of the copy', async () => {
  const { gitDir } = await fetched()

  const names = await readdir(gitDir, { recursive: true, withFileTypes: true })
  const texts = await Promise.all(names.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')))
  const token = remote.token ?? 'none'
  expect(texts.filter((text) => text.includes(token) || text.includes(Buffer.from(`x-access-token:${token}`).toString('base64')))).toEqual([])
  expect(await readdir(gitDir)).not.toContain('FETCH_HEAD')
  expect((await git(['config', '--file', join(gitDir, 'config'), '--get', 'core.bare'])).toString()).toBe('true\n')
})

test('a pull request that has moved is refused', async () => {
  await expect(fetched({ head: base })).rejects.toThrow(`the pull request has moved: #1 is at ${head}; expected ${base}`)
})

test('a commit of the repository itself, such as a merge group has, is read by its hash', async () => {
  const group = await hub.github.repositories.commit(hub.repository, { 'README.md': 'group\n' }, { branch: 'gh-readonly-queue/main/pr-1' })

  expect(await fetched({ head: group, pull: null })).toMatchObject({ base, head: group })
})

test('a repository without branch issued has none', async () => {
  const { github } = hub
  const young = await github.repositories.create(github.people.organisation('other', 5002), 'young')
  const main = (await young.git.resolve('refs/heads/main')) ?? ''

  const request = await fetched({ head: main, base: main, pull: null }, { ...remote, repository: 'other/young', token: null })

  expect(request.issued).toBe(null)
})

test('a change of more commits than anyone reads is refused', async () => {
  const { git: bare } = hub.fork
  const tree = (await bare.resolve(`${head}^{tree}`)) ?? ''
  const commits = Array.from({ length: 1001 }, (_, at) => [
    `commit refs/heads/long\nmark :${at + 1}\ncommitter a <a@b> 1 +0000\ndata 0\n${at === 0 ? `from ${base}\nM 040000 ${tree} \n` : ''}\n`,
  ])
  await bare.run(['fast-import', '--quiet', '--force'], commits.join(''))
  const long = (await bare.resolve('refs/heads/long')) ?? ''

  await expect(fetched({ head: long, pull: null }, { ...remote, repository: 'anna/pilot' })).rejects.toThrow('the request brings more than 1000 commits')
})

test.each<[string, Partial<RequestCommits>, string]>([
  ['a branch', { head: 'main' }, '"main" is no commit; expected 40 lower-case hex digits'],
  ['an option', { base: '--upload-pack=touch /x' }, 'is no commit'],
  ['a number below one', { pull: 0 }, '"0" is no number of a pull request'],
  ['a pull request that is not there', { pull: 99 }, "couldn't find remote ref refs/pull/99/head"],
  ['a base that is not there', { base: '1'.repeat(40) }, 'hub/pilot cannot be fetched'],
])('%s is refused', async (_, changed, message) => {
  await expect(fetched(changed)).rejects.toThrow(message)
})

test('a token that does not count is refused, and not told', async () => {
  const failure = await fetched({}, { ...remote, token: 'ghs_wrong' }).catch((error: unknown) => error)

  expect(failure).toMatchObject({ code: 'refused' })
  expect(String(failure)).not.toContain('ghs_wrong')
})

test.each(['ftp://github.com', 'http://github.com', 'file:///etc', 'ext::sh -c x', 'https://user:pass@github.com', 'https://github.com?x=1'])(
  'the server "%s" is refused',
  (server) => {
    expect(() => fetchAddress({ server, repository: 'hub/pilot', token: null })).toThrow('is no address of a Git host')
  },
)

test.each(['hub', 'hub/pilot/more', '../pilot', 'hub/..', 'hub/pi lot', '--x/y z'])('the repository "%s" is refused', (repository) => {
  expect(() => fetchAddress({ server: 'https://github.com', repository, token: null })).toThrow('expected owner/name')
})
