import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HubOnGitHub, hubOnGitHub } from '../support/github/hub.ts'
import { type Outcome, startAction } from '../support/github/runner.ts'

let hub: HubOnGitHub
let room: string

beforeAll(async () => {
  hub = await hubOnGitHub()
  room = await mkdtemp(join(tmpdir(), 'muhuri-action-'))
})
afterAll(async () => {
  await rm(room, { recursive: true, force: true })
  await hub.github.close()
})

/** Runs these lines of JavaScript as an action. */
async function acted(...lines: readonly string[]): Promise<Outcome> {
  const file = join(room, 'action.mjs')
  await writeFile(file, ["import { appendFileSync, readFileSync } from 'node:fs'", 'const { env } = process', ...lines].join('\n'))
  return startAction({
    file,
    github: hub.github,
    repository: hub.repository,
    inputs: { 'head-sha': 'abc', 'a b': '1' },
    event: { name: 'push', payload: { after: 'x' } },
  })
}

test('an action finds its inputs, its event and the addresses of GitHub, and nothing of the machine', async () => {
  const { code, stdout } = await acted(
    `console.log(JSON.stringify([env['INPUT_HEAD-SHA'], env.INPUT_A_B, JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8')), env.GITHUB_API_URL, env.GITHUB_REPOSITORY, env.SHELL ?? null]))`,
  )

  expect([code, JSON.parse(stdout)]).toEqual([0, ['abc', '1', { after: 'x' }, hub.github.apiUrl, 'hub/pilot', null]])
})

test('outputs, state and summary are read as the runner reads them', async () => {
  const outcome = await acted(
    String.raw`appendFileSync(env.GITHUB_OUTPUT, 'verdict=fail\nreport<<ghadelimiter_1\none\nverdict=pass\nghadelimiter_1\n')`,
    String.raw`appendFileSync(env.GITHUB_STATE, 'token=1\n')`,
    String.raw`appendFileSync(env.GITHUB_STEP_SUMMARY, '# Verdict\n')`,
    'process.exitCode = 1',
  )

  expect([outcome.code, outcome.outputs, outcome.state, outcome.summary, outcome.exported, outcome.paths]).toEqual([
    1,
    { verdict: 'fail', report: 'one\nverdict=pass' },
    { token: '1' },
    '# Verdict\n',
    {},
    [],
  ])
})

test('annotations carry what was escaped', async () => {
  const { annotations } = await acted(`console.log('::error file=a%2Cb.yaml,line=3,title=schema/invalid::first%0A::notice::second 100%25')`)

  expect(annotations.map(({ name, properties, message }) => [name, properties, message])).toEqual([
    ['error', { file: 'a,b.yaml', line: '3', title: 'schema/invalid' }, 'first\n::notice::second 100%'],
  ])
})

test.each(['  ::set-env name=PATH::/evil', 'subject ##[add-matcher]evil.json', '::stop-commands::x', String.raw`a\r::add-path::/evil`])(
  'a stray workflow command fails the step: %s',
  async (line) => {
    await expect(acted(`console.log('${line}')`)).rejects.toThrow('workflow commands that it does not mean')
  },
)

test('an output that the runner cannot read fails the step', async () => {
  await expect(acted(String.raw`appendFileSync(env.GITHUB_OUTPUT, 'report<<end\nnever ended\n')`)).rejects.toThrow('the runner cannot read')
})
