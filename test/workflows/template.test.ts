import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { cli, words } from '../support/run-cli.ts'
import { type Workshop, workshop } from '../support/shell.ts'
import { type Job, type Workflow, workflowProblems, workflowsOf } from '../support/workflow-parser.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const COMMIT = '5f0c6c1e9d2b4a7f8e3d1c0b9a8877665f0c6c1e'
const FILES = ['check.yml', 'crl.yml', 'render.yml', 'review.yml', 'sign.yml', 'verdict.yml', 'watch.yml'] as const
/** The language service has no example of this event's payload. */
const NOT_KNOWN_TO_IT = 'Context access might be invalid: merge_group'

let place: Workshop
let workflows: ReadonlyMap<string, Workflow>

beforeAll(async () => {
  place = workshop()
  expect(await cli(place.directory, words(`init env --name pilot --tier sandbox --keys keys --actions scheme/muhuri@${COMMIT}`))).toMatchObject({ exit: 0 })
  workflows = workflowsOf(join(place.directory, 'env'))
})
afterAll(() => place.close())

const workflow = (file: string): Workflow => {
  const found = workflows.get(file)
  if (found === undefined) throw new Error(`init wrote no ${file}`)
  return found
}
const jobs = (): readonly (readonly [name: string, job: Job])[] =>
  [...workflows].flatMap(([file, { jobs: own }]) => Object.entries(own).map(([name, job]) => [`${file} ${name}`, job] as const))
const steps = () => jobs().flatMap(([name, job]) => job.steps.map((step) => ({ name, job, ...step })))

test('init writes every workflow, and environment.yaml says what they run', () => {
  expect([...workflows.keys()]).toEqual(FILES)
  const settings = parse(readFileSync(join(place.directory, 'env/environment.yaml'), 'utf8')) as Readonly<Record<string, unknown>>
  expect(settings['toolkit']).toEqual({ actions: 'scheme/muhuri', commit: COMMIT })
})

test('an environment with workflows is as clean as one without', async () => {
  expect(await cli(place.directory, words('check env'))).toMatchObject({ exit: 0, out: '0 errors, 0 warnings, 0 notices; verdict: pass\n' })
})

test.each(FILES)("GitHub's own parser and language service find nothing in %s", async (file) => {
  const problems = await workflowProblems(file, workflow(file).text)

  expect(problems.filter((problem) => problem !== NOT_KNOWN_TO_IT)).toEqual([])
})

test('the parser does find what is wrong', async () => {
  const text = workflow('check.yml').text.replace('runs-on', 'runs-onn')

  expect((await workflowProblems('check.yml', text)).join()).toContain('runs-onn')
})

test('no workflow starts on pull_request_target, on a comment or on a push to another branch', () => {
  const allowed = ['pull_request', 'merge_group', 'pull_request_review', 'workflow_run', 'push', 'schedule', 'workflow_dispatch']
  for (const [file, { on, text }] of workflows) {
    expect([file, Object.keys(on).filter((event) => !allowed.includes(event))]).toEqual([file, []])
    expect(text).not.toContain('pull_request_target')
    if ('push' in on) expect(on['push']).toEqual({ branches: ['main'] })
  }
})

test('nothing is permitted but what a job asks for, and a job asks for no more than it needs', () => {
  for (const [file, { permissions }] of workflows) expect([file, permissions]).toEqual([file, {}])
  expect(Object.fromEntries(jobs().map(([name, { permissions }]) => [name, permissions]))).toEqual({
    'check.yml check': { contents: 'read' },
    'crl.yml sign': { contents: 'read', 'id-token': 'write' },
    'crl.yml resolve': {},
    'crl.yml publish': {},
    'render.yml render': {},
    'render.yml publish': {},
    'review.yml wake': {},
    'sign.yml resolve': {},
    'sign.yml intend': {},
    'sign.yml sign': { contents: 'read', 'id-token': 'write' },
    'sign.yml publish': {},
    'verdict.yml compute': { contents: 'read', 'pull-requests': 'read' },
    'verdict.yml publish': {},
    'watch.yml watch': { contents: 'read', issues: 'write' },
  })
})

test('every action is pinned to a commit: ours to that of environment.yaml, the others with their version beside', () => {
  for (const { name, uses } of steps())
    if (uses !== undefined)
      expect([name, uses]).toEqual([name, expect.stringMatching(/^(actions\/[a-z-]+@[0-9a-f]{40}|scheme\/muhuri\/actions\/[a-z]+@[0-9a-f]{40})$/)])
  for (const [file, { text }] of workflows) {
    expect([file, text.match(/OWNER|REPO\b|@PIN/)]).toEqual([file, null])
    for (const line of text.split('\n').filter((line) => line.includes('uses: actions/'))) expect(line).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
    for (const [, commit] of text.matchAll(/scheme\/muhuri\/actions\/[a-z]+@(\S+)/g)) expect(commit).toBe(COMMIT)
  }
})

test('no repository is checked out, and no expression stands in a script', () => {
  for (const { name, uses = '', run = '' } of steps()) expect([name, uses.includes('checkout'), run.includes('${{')]).toEqual([name, false, false])
})

test('each job ends, runs on a hosted machine, and runs of one workflow that writes wait for each other', () => {
  for (const [name, job] of jobs())
    expect([name, job['runs-on'], (job['timeout-minutes'] ?? 0) > 0 && (job['timeout-minutes'] ?? 0) <= 20]).toEqual([name, 'ubuntu-24.04', true])
  for (const file of ['sign.yml', 'crl.yml', 'render.yml']) expect(workflow(file).concurrency).toMatchObject({ 'cancel-in-progress': false, queue: 'max' })
})

test('every job that reaches a signer or a secret has an environment, and nothing else reads one', () => {
  const environmentOf = ({ environment }: Job): string | null => (typeof environment === 'object' ? environment.name : (environment ?? null))
  expect(Object.fromEntries(jobs().map(([name, job]) => [name, environmentOf(job)]))).toEqual({
    'check.yml check': null,
    'crl.yml resolve': 'verdict',
    'crl.yml sign': 'crl',
    'crl.yml publish': 'publish',
    'render.yml render': 'verdict',
    'render.yml publish': 'deploy',
    'review.yml wake': null,
    'sign.yml resolve': 'verdict',
    'sign.yml intend': 'publish',
    'sign.yml sign': 'sign',
    'sign.yml publish': 'publish',
    'verdict.yml compute': null,
    'verdict.yml publish': 'verdict',
    'watch.yml watch': null,
  })
  for (const [name, job] of jobs()) {
    const reaches = JSON.stringify(job).includes('secrets.') || 'id-token' in (job.permissions ?? {})
    expect([name, reaches]).toEqual([name, environmentOf(job) !== null])
  }
})

test('what a person of a DFSP can start holds no secret', () => {
  for (const file of ['check.yml', 'review.yml']) expect(workflow(file).text).not.toMatch(/secrets\.|vars\.|id-token|write/)
})

test('whoever holds a CA key holds no token that writes, and the other way round', () => {
  for (const file of ['sign.yml', 'crl.yml']) {
    expect(JSON.stringify(workflow(file).jobs['sign'])).not.toMatch(/secrets\.|create-github-app-token/)
    expect(JSON.stringify(workflow(file).jobs['publish'])).not.toMatch(/vault|id-token/)
  }
})

test('the digest of what was resolved goes to whoever signs and whoever publishes', () => {
  const digests = (file: string, job: string) => workflow(file).jobs[job]?.steps.flatMap((step) => step.with?.['digest'] ?? [])
  expect(digests('sign.yml', 'sign')).toEqual(['${{ needs.resolve.outputs.digest }}'])
  expect(digests('sign.yml', 'publish')).toEqual(['${{ needs.resolve.outputs.digest }}'])
  expect(digests('sign.yml', 'intend')).toEqual(['${{ needs.resolve.outputs.digest }}'])
  expect(digests('crl.yml', 'sign')).toEqual(['${{ needs.resolve.outputs.digest }}'])
  expect(digests('render.yml', 'publish')).toEqual(['${{ needs.render.outputs.digest }}'])
})

test('inputs and outputs that workflows use are those of action.yml, where the action is there', () => {
  for (const { name, uses = '', with: given = {} } of steps()) {
    const [, action] = /^scheme\/muhuri\/actions\/([a-z]+)@/.exec(uses) ?? []
    const definition = action === undefined ? null : definitionOf(action)
    if (definition === null) continue
    const inputs = Object.entries(definition.inputs)
    expect([name, Object.keys(given).filter((input) => !(input in definition.inputs))]).toEqual([name, []])
    expect([name, inputs.filter(([input, { required }]) => required && !(input in given)).map(([input]) => input)]).toEqual([name, []])
  }
})

interface Definition {
  readonly inputs: Readonly<Record<string, { readonly required: boolean }>>
}

function definitionOf(action: string): Definition | null {
  try {
    return parse(readFileSync(join(ROOT, 'actions', action, 'action.yml'), 'utf8')) as Definition
  } catch {
    return null
  }
}

test('without --actions no workflow is written; a tag is no pin', async () => {
  expect(await cli(place.directory, words('init plain --name plain --tier sandbox --keys keys2'))).toMatchObject({ exit: 0, err: '' })
  expect(() => workflowsOf(join(place.directory, 'plain'))).toThrow('ENOENT')

  const tagged = await cli(place.directory, words('init tagged --name tagged --tier sandbox --keys keys3 --actions scheme/muhuri@v1'))
  expect([tagged.exit, tagged.err]).toEqual([2, expect.stringContaining('expected owner/repo@ and 40 hex digits of a commit')])
})
