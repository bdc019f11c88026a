import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Judged, type LifeWorld, lifeWorld } from '../life/life-world.ts'
import type { Outcome } from '../support/github/runner.ts'
import type { Caller } from '../support/github/world.ts'

const GREEN = 'dfsps/greenbank/endpoints.yaml'
const BLUE = 'dfsps/bluebank/endpoints.yaml'
const CLAIMED = '198.51.100.128/29'

let world: LifeWorld
beforeAll(async () => {
  world = await lifeWorld()
}, 180_000)
afterAll(() => world.close())

const said = ({ annotations }: Outcome): string => annotations.map(({ message }) => message).join('\n')

test('Vault lets in no job of another environment, branch or audience', async () => {
  const { github } = world
  const sha = await world.head('main')
  const resolved = await world.resolve(sha)
  const { manifest = '', digest = '' } = resolved.outputs
  const before = world.vault.requests.length
  const right = { environment: 'sign', ref: 'refs/heads/main', repository: 'hub/pilot' }
  const attempt = (claims: Partial<typeof right>, audience = 'vault.pilot.example'): Promise<Outcome> =>
    world.step(
      'sign',
      { step: 'sign', 'main-sha': sha, manifest, digest, 'vault-role': 'muhuri-sign', 'vault-audience': audience },
      { env: { ...github.idToken({ ...right, ...claims }) } },
    )

  const refused = [await attempt({ environment: 'crl' }), await attempt({ ref: 'refs/pull/1/merge' }), await attempt({}, 'vault.elsewhere.example')]

  expect(refused.map((outcome) => [outcome.code, said(outcome).includes('Vault at')])).toEqual([
    [1, true],
    [1, true],
    [1, true],
  ])
  expect(world.vault.requests.slice(before)).toEqual(Array(3).fill('POST /v1/auth/jwt/login'))
}, 180_000)

test('of two requests that claim one range the second falls out of the queue, and fails when it is brought up to date', async () => {
  const { github, repository, admin, reviewer } = world
  await world.asUser(admin).rest.repos.createRepoRuleset({
    owner: 'hub',
    repo: 'pilot',
    name: 'main',
    enforcement: 'active',
    conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
    rules: [
      {
        type: 'required_status_checks',
        parameters: {
          strict_required_status_checks_policy: false,
          required_status_checks: [{ context: 'muhuri/verdict', integration_id: world.verdict.app.id }],
        },
      },
    ],
  })
  const one = await world.propose('one', { [GREEN]: (world.files[GREEN] ?? '').replace('198.51.100.16/29', CLAIMED) })
  const two = await world.propose('two', { [BLUE]: (world.files[BLUE] ?? '').replace('198.51.100.32/29', CLAIMED) }, reviewer)
  await world.approve(one, reviewer)
  await world.approve(two, admin)
  expect([(await world.judge(one)).conclusion, (await world.judge(two)).conclusion]).toEqual(['success', 'success'])

  const caller: Caller = { user: admin, app: null, permissions: null, repositories: null }
  const queue = github.queue(repository)
  const groups = [await queue.add(one, caller), await queue.add(two, caller)]
  const judged: Judged[] = []
  for (const { headSha: head, ref } of groups) judged.push(await world.judgeGroup({ head, branch: ref.slice('refs/heads/'.length) }))
  expect(judged.map(({ conclusion }) => conclusion)).toEqual(['success', 'failure'])
  expect(judged[1]?.report).toMatchObject({ findings: { shown: [{ code: 'endpoint/cidr-overlap' }] } })
  expect(await queue.settle(caller)).toEqual({ merged: [one.number], dropped: [two.number] })

  // Without a queue the branch is brought up to date first: it is judged anew, with what main has now.
  await world.amend(two, { [BLUE]: `${(world.files[BLUE] ?? '').replace('198.51.100.32/29', CLAIMED)}# up to date\n` })
  await world.approve(two, admin)
  expect((await world.judge(two)).conclusion).toBe('failure')
}, 240_000)
