import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Outcome } from '../support/github/runner.ts'
import { type SigningWorld, signingWorld } from './signing-world.ts'

vi.setConfig({ testTimeout: 300_000 })
let world: SigningWorld

beforeAll(async () => {
  world = await signingWorld()
}, 300_000)
afterAll(() => world.close())

const watched = async (at: string): Promise<Outcome> =>
  world.step(
    'watch',
    { 'main-sha': await world.head('main'), 'app-id': '15368' },
    { token: world.github.people.workflowToken(world.repository, { contents: 'read', issues: 'write' }), at },
  )
const open = (): readonly string[] => [...world.repository.issues.values()].filter(({ state }) => state === 'open').map(({ title }) => title)

test('a CRL that is missing has one issue, however often it is looked at, and none once it is there', async () => {
  const first = await watched('2026-11-23T10:00:00Z')
  expect([first.annotations.map(({ message }) => message), first.code, open()]).toEqual([[], 0, ['CRL of clients must be made anew']])

  await watched('2026-11-23T11:00:00Z')
  expect(open()).toEqual(['CRL of clients must be made anew'])

  await world.run(await world.head('main'))
  const third = await watched('2026-11-23T12:00:00Z')
  expect([third.code, open(), third.outputs['count']]).toEqual([0, [], '0'])
})

test('main that went back is an alarm', async () => {
  const [sha, tree] = [await world.head('main'), await world.repository.git.run(['rev-parse', 'refs/heads/main^{tree}'])]
  await world.reset('main', await world.repository.git.run(['commit-tree', tree, '-m', 'Another beginning']))

  const outcome = await watched('2026-11-23T12:00:00Z')

  expect([outcome.code, open(), outcome.outputs['alarms']]).toEqual([1, ['Alarm: repo/rollback'], '1'])
  await world.reset('main', sha)
})
