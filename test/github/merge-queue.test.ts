import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HubOnGitHub, hubOnGitHub, statusOf } from '../support/github/hub.ts'
import type { Caller, Pull } from '../support/github/world.ts'

const REPO = { owner: 'hub', repo: 'pilot' }
let hub: HubOnGitHub
let caller: Caller

beforeAll(async () => {
  hub = await hubOnGitHub()
  caller = { user: hub.reviewer, app: null, permissions: null, repositories: null }
  await hub.asUser(hub.admin).rest.repos.createRepoRuleset({
    ...REPO,
    name: 'main',
    enforcement: 'active',
    conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
    rules: [
      {
        type: 'required_status_checks',
        parameters: { strict_required_status_checks_policy: false, required_status_checks: [{ context: 'muhuri/verdict', integration_id: 7001 }] },
      },
    ],
  })
})
afterAll(() => hub.github.close())

async function opened(branch: string): Promise<Pull> {
  await hub.github.repositories.commit(hub.fork, { [`${branch}.yaml`]: 'a: 1\n' }, { branch, by: hub.anna })
  const { data } = await hub.asUser(hub.anna).rest.pulls.create({ ...REPO, head: `anna:${branch}`, base: 'main', title: branch })
  return hub.repository.pulls.get(data.number) as Pull
}

const green = async (token: string, sha: string): Promise<unknown> =>
  hub.as(token).rest.checks.create({ ...REPO, name: 'muhuri/verdict', head_sha: sha, status: 'completed', conclusion: 'success' })
const verdict = (): string => hub.github.people.installationToken(hub.verdict.installation)

test('a forged check of the same name opens nothing, and the App’s own does', async () => {
  const pull = await opened('forged')
  await green(hub.github.people.workflowToken(hub.repository, { checks: 'write' }), pull.head)
  const merging = { ...REPO, pull_number: pull.number }
  expect(await statusOf(hub.asUser(hub.admin).rest.pulls.merge(merging))).toBe(405)

  await green(verdict(), pull.head)
  expect(await statusOf(hub.asUser(hub.admin).rest.pulls.merge(merging))).toBe(0)
})

test('each group is built on the one before, and those whose check is not green leave the queue', async () => {
  const [one, two] = [await opened('one'), await opened('two')]
  await green(verdict(), one.head)
  await green(verdict(), two.head)
  const queue = hub.github.queue(hub.repository)
  const first = await queue.add(one, caller)
  const second = await queue.add(two, caller)
  expect([second.baseSha, await hub.repository.git.resolve(second.ref)]).toEqual([first.headSha, second.headSha])

  await green(verdict(), first.headSha)
  expect(await queue.settle(caller)).toEqual({ merged: [one.number], dropped: [two.number] })
  expect([await hub.repository.git.resolve('refs/heads/main'), one.issue.state, two.issue.state]).toEqual([first.headSha, 'closed', 'open'])
})
