import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { git as startGit } from '../support/github/bare-repository.ts'
import { type HubOnGitHub, hubOnGitHub } from '../support/github/hub.ts'
import { cli, words } from '../support/run-cli.ts'
import { type Workshop, workshop } from '../support/shell.ts'
import { testWith } from '../support/tools.ts'

const test = testWith('git')
let place: Workshop
let hub: HubOnGitHub
let token: string
const at = (path: string): string => join(place.directory, path)
const run = (line: string, env: Readonly<Record<string, string>> = {}) =>
  cli(place.directory, words(`${line} --as-of 2026-11-23T10:00:00Z --format json`), {
    PATH: '',
    GITHUB_API_URL: hub.github.apiUrl,
    GITHUB_SERVER_URL: hub.github.url,
    ...env,
  })
const git = async (...args: readonly string[]): Promise<string> => (await startGit(args, { cwd: at('bank') })).toString().trim()
const JOIN = 'join greenbank --dir bank --egress 198.51.100.16/29 --callback https://mojaloop.greenbank.example/ --callback-address 203.0.113.10 --keys keys'

function filesOf(dir: string): Record<string, string> {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files.map((entry) => relative(dir, join(entry.parentPath, entry.name))).filter((path) => !/^(\.git\/|issued\/)/.test(path))
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(dir, path), 'utf8')]))
}

beforeAll(async () => {
  place = workshop()
  await cli(place.directory, words('init env --name pilot --tier sandbox --keys hub'))
  await cli(place.directory, words('admit greenbank --dir env --name Green --country TZ --owner 1001 --role payer --currency TZS --keys hub'))
  hub = await hubOnGitHub({ files: filesOf(at('env')) })
  token = hub.github.people.token(hub.anna)
  await startGit(['clone', '--quiet', hub.github.cloneUrl(hub.fork, token), at('bank')])
})
afterAll(async () => {
  place.close()
  await hub.github.close()
})

test('without a token the branch is pushed, and the page that opens the request is named', async () => {
  const { exit, out, err } = await run(`${JOIN} --pull-request`)

  expect([exit, err]).toEqual([0, ''])
  expect(JSON.parse(out)).toMatchObject({
    branch: 'join-greenbank',
    pullRequest: null,
    next: [`open a pull request from join-greenbank: ${hub.github.url}/anna/pilot/pull/new/join-greenbank`],
  })
  expect([await hub.fork.git.resolve('refs/heads/join-greenbank'), hub.repository.pulls.size]).toEqual([await git('rev-parse', 'join-greenbank'), 0])
})

test('with the environment as remote upstream, its page is named', async () => {
  await git('remote', 'add', 'upstream', `${hub.github.url}/hub/pilot.git`)
  const { out } = await run(`${JOIN} --push origin`, { GITHUB_TOKEN: token })

  expect(JSON.parse(out).next).toEqual([`open a pull request from join-greenbank: ${hub.github.url}/hub/pilot/compare/main...anna:join-greenbank?expand=1`])
})

test('with a token the request is opened from the fork, in our own words, and nobody else may push to it', async () => {
  const { exit, out, err } = await run(`${JOIN} --pull-request`, { GITHUB_TOKEN: token })
  const [pull, ...more] = hub.repository.pulls.values()

  expect([exit, err, JSON.parse(out).pullRequest, JSON.parse(out).next]).toEqual([
    0,
    `muhuri: pull request ${pull?.number} of hub/pilot is open`,
    `${hub.github.url}/hub/pilot/pull/${pull?.number}`,
    [],
  ])
  expect([more, pull?.issue.title, pull?.base, pull?.headBranch, pull?.headRepository.id, pull?.maintainerCanModify, pull?.issue.user.login]).toEqual([
    [],
    'Join greenbank',
    'main',
    'join-greenbank',
    hub.fork.id,
    false,
    'anna',
  ])
  expect(pull?.issue.body).toBe(
    'This brings what this DFSP has to share to join the environment: `dfsps/greenbank`.\n\nMade by `muhuri join greenbank`. The comment of the verdict says what its merge does.\n',
  )
  expect(pull?.head).toBe(await git('rev-parse', 'join-greenbank'))
  expect(`${out}${err}`).not.toContain(token)
})

test('run again, the open request is brought up to date, and there is no second', async () => {
  const [pull] = hub.repository.pulls.values()
  if (pull !== undefined) pull.issue.title = 'Something else'
  const { exit, err } = await run(`${JOIN} --pull-request`, { GH_TOKEN: token })

  expect([exit, err, hub.repository.pulls.size, pull?.issue.title]).toEqual([
    0,
    `muhuri: pull request ${pull?.number} of hub/pilot is up to date`,
    1,
    'Join greenbank',
  ])
})

test('a renewal is a request of its own', async () => {
  const { exit, out, err } = await run('renew greenbank --dir bank --what client --keys keys --pull-request', { GITHUB_TOKEN: token })
  const pull = [...hub.repository.pulls.values()].at(-1)

  expect([exit, err]).toEqual([0, `muhuri: pull request ${pull?.number} of hub/pilot is open`])
  expect([JSON.parse(out).pullRequest, pull?.issue.title, hub.repository.pulls.size]).toEqual([
    `${hub.github.url}/hub/pilot/pull/${pull?.number}`,
    'Renew greenbank',
    2,
  ])
})

test('the token of gh is used where none is given', async () => {
  place.put('gh', `#!/bin/sh\n[ "$1 $2" = "auth token" ] && echo ${token}\n`)
  place.run('chmod', '+x', at('gh'))
  const { exit, err } = await run(`${JOIN} --pull-request`, { PATH: `${place.directory}:/usr/bin:/bin` })

  expect([exit, err.includes('is up to date'), hub.repository.pulls.size]).toEqual([0, true, 2])
})

test('a token that may not open requests is refused, and not printed', async () => {
  const poor = hub.github.people.token(hub.anna, { contents: 'read', metadata: 'read' })
  const { exit, out, err } = await run(`${JOIN} --pull-request`, { GITHUB_TOKEN: poor })

  expect([exit, `${out}${err}`.includes(poor), err.includes('GitHub does not give')]).toEqual([3, false, true])
})

test('a remote that is not on GitHub gets the branch, and no token', async () => {
  place.run('git', 'init', '--quiet', '--bare', '-b', 'main', at('elsewhere.git'))
  await git('remote', 'add', 'elsewhere', at('elsewhere.git'))
  const calls = hub.github.calls.length
  const { exit, out } = await run(`${JOIN} --push elsewhere --pull-request`, { GITHUB_TOKEN: token })

  expect([exit, JSON.parse(out).next, hub.github.calls.length]).toEqual([0, ['open a pull request from join-greenbank'], calls])
})
