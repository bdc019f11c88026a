import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleActions } from '../support/bundles.ts'
import { type HubOnGitHub, hubOnGitHub } from '../support/github/hub.ts'
import { type Outcome, startAction } from '../support/github/runner.ts'
import { testCsr } from '../support/pki.ts'
import { AT, signOnce, smallEnvironment } from '../support/small-environment.ts'

const ENDPOINTS = 'dfsps/greenbank/endpoints.yaml'

let hub: HubOnGitHub
let room: string
let base: string
let endpoints: string

beforeAll(async () => {
  const small = await smallEnvironment(['greenbank', 'bluebank'])
  await signOnce(small)
  const files = Object.fromEntries(small.folder.contents)
  const main = Object.entries(files).filter(([path]) => !path.startsWith('issued/'))
  hub = await hubOnGitHub({ private: true, files: Object.fromEntries(main) })
  const issued = Object.entries(files).flatMap(([path, text]) => (path.startsWith('issued/') ? [[path.slice('issued/'.length), text] as const] : []))
  await hub.github.repositories.commit(hub.repository, Object.fromEntries([...main.map(([path]) => [path, null] as const), ...issued]), { branch: 'issued' })
  base = (await hub.repository.git.resolve('refs/heads/main')) ?? ''
  endpoints = files[ENDPOINTS] ?? ''
  room = await mkdtemp(join(tmpdir(), 'muhuri-check-'))
  await bundleActions(join(room, 'dist'), 'check')
})
afterAll(async () => {
  await rm(room, { recursive: true, force: true })
  await hub.github.close()
})

interface Request {
  readonly head: string
  readonly number: number
}

/** A pull request of Anna's, who owns greenbank, from her fork. */
async function request(branch: string, changes: Readonly<Record<string, string | null>>): Promise<Request> {
  const head = await hub.github.repositories.commit(hub.fork, changes, { branch, by: hub.anna })
  const { data } = await hub.asUser(hub.anna).rest.pulls.create({ owner: 'hub', repo: 'pilot', head: `anna:${branch}`, base: 'main', title: branch })
  return { head, number: data.number }
}

type Checked = Outcome & { readonly report: Report | null }

interface Report {
  readonly version: number
  readonly pullRequest: number | null
  readonly check: { readonly findings: readonly { readonly code: string; readonly path: string; readonly new: boolean }[] }
  readonly plan: { readonly digest: string; readonly changes: readonly { readonly kind: string }[] }
}

async function checked({ head, number }: Request, inputs: Readonly<Record<string, string>> = {}): Promise<Checked> {
  const workspace = await mkdtemp(join(room, 'work-'))
  const outcome = await startAction({
    file: join(room, 'dist', 'check.mjs'),
    github: hub.github,
    repository: hub.repository,
    workspace,
    event: { name: 'pull_request', payload: {} },
    inputs: {
      'base-sha': base,
      'head-sha': head,
      'pull-request': String(number),
      'author-id': String(hub.anna.id),
      'merge-group': 'false',
      'as-of': AT.toISOString().replace('.000', ''),
      'report-file': 'report.json',
      'sarif-file': 'check.sarif',
      repository: 'hub/pilot',
      token: hub.github.people.token(hub.anna),
      ...inputs,
    },
  })
  const report = await readFile(join(workspace, 'report.json'), 'utf8').catch(() => null)
  return { ...outcome, report: report === null ? null : (JSON.parse(report) as Report) }
}

const codes = ({ report }: Checked) => report?.check.findings.filter((finding) => finding.new).map(({ code }) => code)

test('a good pull request from a fork passes, and says what its merge would do', async () => {
  const opened = endpoints.replace('198.51.100.16/29', '198.51.100.64/29')

  const made = await checked(await request('move', { [ENDPOINTS]: opened }))

  expect([made.code, made.stderr, made.annotations]).toEqual([0, '', []])
  expect(made.outputs).toMatchObject({ verdict: 'hub-review', class: 'hub-review', digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) })
  expect(made.report?.plan.digest).toBe(made.outputs['digest'])
  expect(made.report?.plan.changes.map(({ kind }) => kind)).toEqual(['address-open', 'address-close'])
  expect(made.summary).toContain('# Verdict: hub-review')
  expect(made.summary).toContain('198.51.100.64/29')
  expect([made.exported, made.paths, made.state]).toEqual([{}, [], {}])
})

test('a bad one fails, with the finding at its file and line, in the summary and in the SARIF log', async () => {
  const made = await checked(await request('bits', { [ENDPOINTS]: endpoints.replace('198.51.100.16/29', '198.51.100.17/29') }))

  expect([made.code, made.outputs['verdict'], codes(made)]).toEqual([1, 'fail', ['endpoint/cidr']])
  const [finding, failure] = made.annotations
  expect([finding?.name, finding?.properties]).toEqual([
    'error',
    expect.objectContaining({ title: 'endpoint/cidr', file: ENDPOINTS, line: expect.any(String) }),
  ])
  expect(failure?.message).toBe('the verdict is fail: the summary of this step says why')
  expect(made.summary).toContain('endpoint/cidr')
  const sarif = JSON.parse(await readFile(made.outputs['sarif'] ?? '', 'utf8')) as { runs: { results: { ruleId: string; baselineState: string }[] }[] }
  expect(sarif.runs[0]?.results.map(({ ruleId, baselineState }) => [ruleId, baselineState])).toContainEqual(['endpoint/cidr', 'new'])
})

test("another DFSP's folder is not Anna's to change, whatever the head says of its owners", async () => {
  const profile = (await hub.repository.git.run(['show', 'main:dfsps/bluebank/dfsp.yaml'])).replace('1002', '1001')
  const takeover = await request('takeover', { 'dfsps/bluebank/dfsp.yaml': profile, 'dfsps/bluebank/endpoints.yaml': null })

  const made = await checked(takeover)

  expect([made.code, made.outputs['verdict']]).toEqual([1, 'fail'])
  expect(codes(made)).toContain('repo/foreign-path')
})

test('no name, subject or path of a pull request becomes a command of the runner', async () => {
  const hostile = await request('hostile', {
    'dfsps/greenbank/client/2026-12.csr': testCsr({ subject: { CN: '\n::add-mask::*', O: '##[add-matcher]/x.json' } }).pem,
    'dfsps/greenbank/a\n::set-env name=PATH::x': 'x\n',
    'dfsps/greenbank/##[add-matcher]x.json': 'x\n',
    [ENDPOINTS]: `${endpoints}"##[add-path]/evil": "\\n::stop-commands::x"\n"</details>@hub/admins": 1\n`,
    'dfsps/greenbank/jws/2026-12.yaml': 'activeFrom: "::error::##[debug]x"\n',
  })

  const made = await checked(hostile)

  expect([made.code, made.outputs['verdict']]).toEqual([1, 'fail'])
  expect(codes(made)).toEqual(expect.arrayContaining(['csr/subject', 'repo/name', 'schema/invalid']))
  expect(made.stdout).not.toContain('##[')
  expect(new Set(made.commands.map(({ name }) => name))).toEqual(new Set(['add-mask', 'error', 'notice']))
  expect(made.commands.filter(({ name }) => name === 'add-mask')).toHaveLength(1)
  expect(made.summary).not.toMatch(/^(?!.*`).*(<\/details>@|@hub\/admins)/m)
})

test('a pull request that has moved is refused, and so is what is no commit', async () => {
  const { number } = await request('moving', { [ENDPOINTS]: `${endpoints}# one\n` })

  const moved = await checked({ head: base, number })
  expect([moved.code, moved.report, moved.annotations[0]?.message]).toEqual([1, null, expect.stringContaining('the pull request has moved')])

  const branch = await checked({ head: 'main', number })
  expect([branch.code, branch.annotations[0]?.message]).toEqual([1, 'the input "head-sha" is "main"; expected the 40 hex digits of a commit'])
})

test('in a merge group only what stands against the result counts', async () => {
  const head = await hub.github.repositories.commit(
    hub.repository,
    { [ENDPOINTS]: endpoints.replace('198.51.100.16/29', '198.51.100.72/29') },
    { branch: 'gh-readonly-queue/main/pr-9', onto: base },
  )

  const made = await checked({ head, number: 0 }, { 'pull-request': '', 'author-id': '', 'merge-group': 'true' })

  expect([made.code, made.outputs['verdict'], made.report?.pullRequest]).toEqual([0, 'pass', null])
})

test('two requests that claim one range pass alone; the second fails in the merge group, and when it is brought up to date', async () => {
  const claim = 'dfsps/bluebank/endpoints.yaml'
  const others = (await hub.repository.git.run(['show', `${base}:${claim}`])).replace('198.51.100.32/29', '198.51.100.128/29')
  const mine = { [ENDPOINTS]: endpoints.replace('198.51.100.16/29', '198.51.100.128/29') }
  const first = await hub.github.repositories.commit(hub.repository, { [claim]: `${others}\n` }, { branch: 'claim', onto: base, by: hub.eve })
  const second = await request('claim-too', mine)
  const group = await hub.github.repositories.commit(hub.repository, mine, { branch: 'gh-readonly-queue/main/pr-10', onto: first })
  const alone = { 'pull-request': '', 'author-id': '', 'merge-group': 'true' }

  expect((await checked({ head: first, number: 0 }, alone)).outputs['verdict']).toBe('pass')
  expect((await checked(second)).outputs['verdict']).toBe('hub-review')

  const queued = await checked({ head: group, number: 0 }, { ...alone, 'base-sha': first })
  expect([queued.code, codes(queued)]).toEqual([1, ['endpoint/cidr-overlap']])
  const upToDate = await checked(second, { 'base-sha': first })
  expect([upToDate.code, codes(upToDate)]).toEqual([1, ['endpoint/cidr-overlap']])
})

test('without the id of its author a pull request waits for a reviewer', async () => {
  const made = await checked(await request('nobody', { [ENDPOINTS]: `${endpoints}# two\n` }), { 'author-id': '' })

  expect([made.code, made.outputs['verdict'], codes(made)]).toEqual([0, 'hub-review', ['access/owner']])
})

test('a token is masked before anything else is printed, and never printed', async () => {
  const token = hub.github.people.token(hub.anna)
  const made = await checked(await request('quiet', { [ENDPOINTS]: `${endpoints}# three\n` }), { token })

  expect(made.stdout.split('\n')[0]).toBe(`::add-mask::${token}`)
  expect(made.stdout.split(token)).toHaveLength(2)
})
