import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import report from '../../schemas/doctor-report.schema.json' with { type: 'json' }
import { writeFiles } from '../support/folder.ts'
import { type HubOnGitHub, hubOnGitHub } from '../support/github/hub.ts'
import { APPS, environmentFiles } from '../support/github/protected-hub.ts'
import { cli, words } from '../support/run-cli.ts'
import { type Workshop, workshop } from '../support/shell.ts'
import { testWith } from '../support/tools.ts'

const gitTest = testWith('git')
const isReport = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(report)
let place: Workshop
let hub: HubOnGitHub
let token: string

beforeAll(async () => {
  place = workshop()
  const { files } = await environmentFiles()
  writeFiles(join(place.directory, 'env'), Object.entries(files))
  hub = await hubOnGitHub({ files })
  token = hub.github.people.token(hub.admin)
})
afterAll(async () => {
  place.close()
  await hub.github.close()
})

const run = (line: string, env: Readonly<Record<string, string>> = { GITHUB_TOKEN: token }) =>
  cli(place.directory, words(line), { PATH: '', GITHUB_API_URL: hub.github.apiUrl, GITHUB_SERVER_URL: hub.github.url, ...env })
const setUp = (more = '') => run(`setup github env --repo hub/pilot --app-id ${APPS.verdict} --publisher-app-id ${APPS.publisher} --format json ${more}`)
const examine = async () => {
  const { exit, out, err } = await run(`doctor env --repo hub/pilot --app-id ${APPS.verdict} --publisher-app-id ${APPS.publisher} --format json`)
  const json = JSON.parse(out)
  expect([isReport(json), isReport.errors, err]).toEqual([true, null, ''])
  return { exit, codes: json.problems.map(({ code }: { code: string }) => code) }
}
const kinds = (out: string): readonly string[] => JSON.parse(out).steps.map(({ kind }: { kind: string }) => kind)
const writes = (): number => hub.github.calls.filter(({ operation }) => !operation.startsWith('GET')).length

test('a new repository is found unprotected', async () => {
  const { exit, codes } = await examine()

  expect([exit, codes.length > 15, codes.includes('main/pull-request'), codes.includes('sign/missing')]).toEqual([3, true, true, true])
})

test('without --yes, and in a dry run, nothing is changed', async () => {
  const plain = await setUp()
  const dry = await setUp('--yes --dry-run')

  expect([plain.exit, dry.exit, dry.out, JSON.parse(plain.out).applied, writes()]).toEqual([0, 0, plain.out, false, 0])
  expect(JSON.parse(plain.out).steps.map(({ sentence }: { sentence: string }) => sentence)).toEqual([
    'Open a pull request that brings .github/CODEOWNERS; merge it.',
    'Make environment "sign": main alone may use it, when one of 2 reviewers agrees who did not start the run.',
    'Make environment "crl": main alone may use it.',
    'Make environment "verdict": main alone may use it.',
    'Make environment "publish": main alone may use it.',
    'Make environment "deploy": main alone may use it.',
    'Let workflows read only, and approve nothing; those of all outside contributors wait for somebody to agree.',
    'Make label "muhuri".',
    'Make label "restrict".',
    'Make label "self-service".',
    'Make label "hub-review".',
    'Make label "hub-admin".',
    'Make ruleset "muhuri: main" for main.',
    'Make ruleset "muhuri: who writes issued and deploy" for issued and deploy.',
    'Make ruleset "muhuri: history of issued and deploy" for issued and deploy.',
    'By hand: Settings → Environments → sign: untick "Allow administrators to bypass configured protection rules"; no API sets it.',
  ])
})

test('afterwards only what people must do is left; then doctor finds nothing, and a second run changes nothing', async () => {
  expect(JSON.parse((await setUp('--yes')).out).applied).toBe(true)
  expect(await examine()).toEqual({ exit: 3, codes: ['sign/admin-bypass', 'main/no-code-owners'] })
  expect(kinds((await setUp('--yes')).out)).toEqual(['by-hand', 'by-hand'])

  const [pull] = hub.repository.pulls.values()
  expect(pull?.issue.title).toBe('Say who must review what')
  await hub.repository.git.run(['update-ref', 'refs/heads/main', pull?.head ?? ''])
  const sign = hub.repository.environments.get('sign')
  if (sign !== undefined) sign.canAdminsBypass = false

  expect(await examine()).toEqual({ exit: 0, codes: [] })
  const before = writes()
  expect(JSON.parse((await setUp('--yes')).out).steps).toEqual([])
  expect(writes()).toBe(before)
})

test('what is stricter stays, what is weaker is tightened', async () => {
  const main = [...hub.repository.rulesets.values()].find(({ fields }) => fields['name'] === 'muhuri: main')
  if (main === undefined) throw new Error('no ruleset')
  const own = { context: 'own/lint' }
  main.fields = {
    ...main.fields,
    bypass_actors: [{ actor_type: 'RepositoryRole', actor_id: 5, bypass_mode: 'always' }],
    rules: (main.fields['rules'] as readonly { type: string; parameters: { required_status_checks?: readonly object[] } }[])
      .filter(({ type }) => type !== 'deletion')
      .map((rule) => {
        if (rule.type === 'pull_request')
          return { ...rule, parameters: { ...rule.parameters, required_approving_review_count: 3, dismiss_stale_reviews_on_push: false } }
        if (rule.type !== 'required_status_checks') return rule
        return { ...rule, parameters: { ...rule.parameters, required_status_checks: [own, ...(rule.parameters.required_status_checks ?? [])] } }
      })
      .concat([{ type: 'required_signatures' } as never]),
  }
  const sign = hub.repository.environments.get('sign')
  const asked = ((sign?.fields['reviewers'] ?? []) as readonly object[]).slice(1)
  if (sign !== undefined)
    hub.repository.environments.set('sign', { ...sign, fields: { ...sign.fields, wait_timer: 10, reviewers: asked, prevent_self_review: false } })

  expect(kinds((await setUp('--yes')).out)).toEqual(['environment', 'ruleset'])
  expect(await examine()).toEqual({ exit: 0, codes: [] })
  const { rules, bypass_actors: bypass } = main.fields as { rules: readonly { type: string; parameters?: object }[]; bypass_actors: unknown }
  expect(bypass).toEqual([])
  expect(rules.map(({ type }) => type).sort()).toEqual(['deletion', 'non_fast_forward', 'pull_request', 'required_signatures', 'required_status_checks'])
  expect(rules.find(({ type }) => type === 'pull_request')?.parameters).toMatchObject({
    required_approving_review_count: 3,
    dismiss_stale_reviews_on_push: true,
  })
  expect(rules.find(({ type }) => type === 'required_status_checks')?.parameters).toMatchObject({
    required_status_checks: expect.arrayContaining([own, { context: 'muhuri/verdict', integration_id: APPS.verdict }]),
  })
  expect(hub.repository.environments.get('sign')?.fields).toMatchObject({ wait_timer: 10, reviewers: asked, prevent_self_review: true })
})

test('a private repository whose plan has no reviewers is told of officers', async () => {
  hub.repository.private = true
  const sign = hub.repository.environments.get('sign')
  if (sign !== undefined) hub.repository.environments.set('sign', { ...sign, fields: { ...sign.fields, prevent_self_review: false } })
  const { exit, err } = await setUp('--yes')

  expect([exit, err]).toEqual([3, expect.stringContaining('set "approval: officers" in environment.yaml')])
  hub.repository.private = false
  await setUp('--yes')
})

test('without a token nothing is read, and the token is nowhere in what is said', async () => {
  expect(await run('doctor env --repo hub/pilot', {})).toMatchObject({ exit: 3, out: '', err: expect.stringContaining('gh auth login') })
  const said = await run('doctor env --repo hub/other')
  expect([said.exit, JSON.stringify(said).includes(token)]).toEqual([3, false])
})

test('words that do not fit are refused', async () => {
  expect(await run('setup gitlab env --repo hub/pilot --app-id 1')).toMatchObject({ exit: 2 })
  expect(await run('setup github env --repo hub/pilot')).toMatchObject({ exit: 2, err: expect.stringContaining('--app-id') })
  expect(await run('doctor env --repo hub/pilot --app-id x')).toMatchObject({ exit: 2 })
  expect(await run('doctor env')).toMatchObject({ exit: 2, err: expect.stringContaining('--repo owner/name') })
})

gitTest('the repository is that of the remote origin', async () => {
  place.run('git', 'init', '--quiet', join(place.directory, 'env'))
  place.run('git', '-C', join(place.directory, 'env'), 'remote', 'add', 'origin', hub.github.cloneUrl(hub.repository, token))
  const env = { GITHUB_TOKEN: token, PATH: process.env['PATH'] ?? '' }
  const { exit, out } = await run('doctor env', env)

  expect([exit, out]).toEqual([0, 'hub/pilot is protected as environment.yaml demands\n'])
})
