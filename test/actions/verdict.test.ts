import { symlink, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Json, Pull } from '../support/github/world.ts'
import { type ArtifactPlace, ENDPOINTS, type VerdictWorld, verdictWorld } from './verdict-world.ts'

/** Each starts several jobs. */
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

let world: VerdictWorld
let opened: string

beforeAll(async () => {
  world = await verdictWorld()
  opened = world.text(ENDPOINTS).replace('198.51.100.16/29', '198.51.100.64/29')
})
afterAll(() => world.close())

test('a change that needs review waits, is green once a reviewer approves, and red again when the approval is dismissed', async () => {
  const pull = await world.propose('move', { [ENDPOINTS]: opened })

  const waiting = await world.judge(world.woken(pull))
  expect([waiting.compute.stderr, waiting.publish?.stderr, waiting.publish?.code]).toEqual(['', '', 0])
  expect([waiting.report?.['verdict'], waiting.report?.['class'], waiting.conclusion]).toEqual(['hub-review', 'hub-review', 'action_required'])
  expect(world.comments(pull).map(({ body, app }) => [body.split('\n').slice(0, 2), app?.id])).toEqual([
    [['<!-- muhuri:verdict -->', '## ⏳ hub-review: waits for 1 approval'], 7001],
  ])

  const review = await world.approve(pull, world.reviewer)
  const green = await world.judge(world.woken(pull, 'pull_request_review'))
  expect(green.conclusion).toBe('success')
  const [comment, ...others] = world.comments(pull)
  expect(others).toEqual([])
  expect(comment?.body).toContain('- Approved by 1 of 1: `rita` (2003)')
  expect(comment?.body).toContain('198.51.100.64/29')
  expect(comment?.body).toContain('<summary>Rendered files that change:')

  await world.dismiss(pull, review)
  expect((await world.judge(world.woken(pull, 'pull_request_review'))).conclusion).toBe('action_required')
  expect(world.runs(pull.head).map(({ fields }) => [fields['name'], fields['conclusion'], fields['external_id']])).toEqual([
    ['muhuri/verdict', 'action_required', waiting.report?.['digest']],
    ['muhuri/verdict', 'success', waiting.report?.['digest']],
    ['muhuri/verdict', 'action_required', waiting.report?.['digest']],
  ])
})

test('a bad change is red whoever approves it, with the finding at its line', async () => {
  const pull = await world.propose('bits', { [ENDPOINTS]: opened.replace('.64/29', '.65/29') })
  await world.approve(pull, world.reviewer)

  const { publish, conclusion } = await world.judge(world.woken(pull))

  expect([publish?.code, conclusion]).toEqual([0, 'failure'])
  const [run] = world.runs(pull.head)
  expect(run?.fields).toMatchObject({
    conclusion: 'failure',
    output: { title: 'fail: 1 new error', annotations: [{ path: ENDPOINTS, annotation_level: 'failure', title: 'endpoint/cidr' }] },
  })
  expect(world.comments(pull)[0]?.body).toContain(`| error | \`endpoint/cidr\` | \`${ENDPOINTS}:`)
})

test('a change that takes environment.yaml away is red and says so', async () => {
  const pull = await world.propose('gone', { 'environment.yaml': null })

  const { report, conclusion } = await world.judge(world.woken(pull))

  expect([report?.['verdict'], conclusion]).toEqual(['fail', 'failure'])
  expect(world.comments(pull)[0]?.body).toContain('## ❌ could not be judged')
  expect(world.comments(pull)[0]?.body).toContain('holds no environment.yaml')
})

test('an approval by somebody who may only read, by the author, and of an older commit counts for nothing', async () => {
  const { github, fork, anna, eve, reviewer } = world
  const pull = await world.propose('counts', { [ENDPOINTS]: opened })
  await world.approve(pull, eve)
  await world.approve(pull, reviewer)
  const approval = { body: '', state: 'APPROVED', submittedAt: github.world.now() } as const
  pull.reviews.push({ ...approval, id: github.world.nextId(), user: anna, commit: pull.head })
  expect((await world.judge(world.woken(pull))).conclusion).toBe('success')
  const said = world.comments(pull)[0]?.body
  expect(said).toContain('the approval of `eve` (1002): `its giver may not write to the repository`')
  expect(said).toContain('the approval of `anna` (1001): `authors do not approve their own request`')
  expect(said).toContain('- Approved by 1 of 1: `rita` (2003)')

  const before = world.woken(pull)
  await github.repositories.commit(fork, { [ENDPOINTS]: opened.replace('.64/29', '.72/29') }, { branch: 'counts', by: anna })

  expect((await world.judge(before)).compute.outputs).toEqual({ found: 'false' })
  expect((await world.judge(world.woken(pull))).conclusion).toBe('action_required')
  const [comment] = world.comments(pull)
  expect(comment?.body).toContain('the approval of `rita` (2003): `it is of another commit`')
  expect(world.runs(before.head).map(({ fields }) => fields['conclusion'])).toEqual(['success'])
})

test('who has left the team of reviewers approves nothing any more', async () => {
  const { reviewer, github } = world
  const pull = await world.propose('left', { [ENDPOINTS]: opened })
  await world.approve(pull, reviewer)
  const team = [...github.world.teams.values()].find(({ slug }) => slug === 'hub-reviewers')
  team?.members.delete(reviewer.id)
  // Write access of their own is not what makes a reviewer.
  github.people.grant(world.repository, reviewer, 'write')

  expect((await world.judge(world.woken(pull))).conclusion).toBe('action_required')
  expect(world.comments(pull)[0]?.body).toContain('`its giver is not both in hub/hub.yaml on base and in the team "hub-reviewers" or "hub-admins"`')
  team?.members.add(reviewer.id)
})

test('a head pushed by a stranger, or with maintainer edits allowed, asks for two admins', async () => {
  const { github, fork, eve, admin, reviewer } = world
  const stranger = await world.propose('stranger', { [ENDPOINTS]: opened })
  await github.repositories.commit(fork, { [ENDPOINTS]: opened.replace('.64/29', '.80/29') }, { branch: 'stranger', by: eve })
  const open = await world.propose('open', { [ENDPOINTS]: opened })
  open.maintainerCanModify = true

  for (const [pull, reason] of [
    [stranger, 'The head was pushed by 1002'],
    [open, 'access/maintainer-edits'],
  ] as const) {
    await world.approve(pull, reviewer)
    await world.approve(pull, admin)
    const { publish, conclusion } = await world.judge(world.woken(pull))
    expect([publish?.outputs['class'], conclusion]).toEqual(['hub-admin', 'action_required'])
    expect(world.comments(pull)[0]?.body).toContain(reason)
    expect(world.comments(pull)[0]?.body).toContain('- Approved by 1 of 2: `adam` (2001)')
  }
})

test('a comment with the marker that somebody else wrote is left alone', async () => {
  const pull = await world.propose('marker', { [ENDPOINTS]: opened })
  const body = '<!-- muhuri:verdict -->\n## ✅ approved by 9'
  await world.asUser(world.anna).rest.issues.createComment({ owner: 'hub', repo: 'pilot', issue_number: pull.number, body })

  await world.judge(world.woken(pull))

  expect(world.comments(pull).map(({ user, body: now }) => [user.login, now === body])).toEqual([
    ['anna', true],
    ['muhuri-verdict[bot]', false],
  ])
})

test('hostile text in the change is only ever code in the comment, and no command in the log', async () => {
  const note = 'x\\|@hub/hub-reviewers <img src=x> ##[add-matcher]y ::set-output name=a::b `|` [z](https://evil.example) <!-- muhuri:verdict -->'
  const pull = await world.propose('hostile', {
    [ENDPOINTS]: opened.replace('cidr: 198', `note: ${JSON.stringify(note)}, cidr: 198`),
    [`dfsps/greenbank/${'x'.repeat(60)}::error::`]: 'a',
  })

  const { conclusion, compute, publish } = await world.judge(world.woken(pull))

  expect(conclusion).toBe('failure')
  expect([compute, publish].map((outcome) => outcome?.commands.map(({ name }) => name).filter((name) => name !== 'add-mask'))).toEqual([[], []])
  expect(world.comments(pull)[0]?.body.indexOf('<!--', 1)).toBe(-1)
})

describe("a report that is not this job's own", () => {
  let pull: Pull
  let good: Json
  beforeAll(async () => {
    pull = await world.propose('artifact', { [ENDPOINTS]: opened })
    await world.approve(pull, world.reviewer)
    const { report, conclusion } = await world.judge(world.woken(pull))
    expect(conclusion).toBe('success')
    good = report ?? {}
  })

  const bound = ({ run }: ArtifactPlace): Json => ({ ...good, run: { id: run, attempt: 1 } })
  const left = (changed: Json) => (place: ArtifactPlace) => writeFile(place.path, JSON.stringify({ ...bound(place), ...changed }))

  test('whose class is less than its paths ask for is held to those', async () => {
    const hubs = await world.propose('hubs', { 'hub/endpoints.yaml': world.text('hub/endpoints.yaml').replace('192.0.2.20', '192.0.2.21') })
    const claim = { pullRequest: hubs.number, head: hubs.head, class: 'restrict', verdict: 'pass' }

    const { outputs } = await world.publish(world.woken(hubs), left(claim))

    expect([outputs['class'], outputs['conclusion']]).toEqual(['hub-admin', 'action_required'])
  })

  test('is known from one that is', async () => {
    expect((await world.publish(world.woken(pull), left({}))).outputs['conclusion']).toBe('success')
  })

  test.each<[string, (place: ArtifactPlace) => Promise<void>, string]>([
    ['of another pull request', left({ pullRequest: 1 }), 'it is of another request, head or run'],
    ['that is too long', (place) => writeFile(place.path, `${JSON.stringify(bound(place))}${' '.repeat(600_000)}`), 'it has 524289 bytes'],
    ['that is a link to elsewhere', ({ path }) => symlink('/etc/passwd', path), 'has left no report'],
  ])('%s makes the verdict red', async (_, leave, problem) => {
    expect((await world.publish(world.woken(pull), leave)).outputs['conclusion']).toBe('failure')
    expect(world.comments(pull)[0]?.body).toContain(problem)
  })
})

test('a merge group is judged by its own tree, and needs a green verdict of the App on the request itself', async () => {
  const { github, repository, admin, reviewer } = world
  const pull = await world.propose('queued', { [ENDPOINTS]: opened })
  await world.approve(pull, reviewer)
  const caller = { user: admin, app: null, permissions: null, repositories: null }
  const group = await github.queue(repository).add(pull, caller)
  const woken = { event: 'merge_group', head: group.headSha, branch: group.ref.slice('refs/heads/'.length), repository }

  // Anybody's workflow can publish a run of that name.
  const forged = { name: 'muhuri/verdict', head_sha: pull.head, status: 'completed', conclusion: 'success' } as const
  await world.as(github.people.workflowToken(repository, { checks: 'write' })).rest.checks.create({ owner: 'hub', repo: 'pilot', ...forged })
  expect((await world.judge(woken)).conclusion).toBe('action_required')

  expect((await world.judge(world.woken(pull))).conclusion).toBe('success')
  const joined = await world.judge(woken)
  expect([joined.report?.['pullRequest'], joined.report?.['verdict'], joined.conclusion]).toEqual([null, 'pass', 'success'])
  expect(world.runs(group.headSha).map(({ fields }) => fields['conclusion'])).toEqual(['action_required', 'success'])
})
