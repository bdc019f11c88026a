import { afterAll, beforeAll, expect, test } from 'vitest'
import { githubSettings } from '../../../src/adapters/github/settings.ts'
import type { HostSettings } from '../../../src/ports/host-settings.ts'
import { type HubOnGitHub, hubOnGitHub } from '../../support/github/hub.ts'

let hub: HubOnGitHub
let settings: HostSettings

beforeAll(async () => {
  hub = await hubOnGitHub({ private: true, files: { '.github/CODEOWNERS': '* @hub/hub-admins\n' } })
  hub.repository.plan = 'enterprise'
  settings = of(hub.admin)
})
afterAll(() => hub.github.close())

const of = (user: HubOnGitHub['admin']): HostSettings =>
  githubSettings({ api: hub.github.apiUrl, token: hub.github.people.token(user), repository: 'hub/pilot', app: null, milliseconds: 5_000 })

test('a repository is read with who owns it and who may see it', async () => {
  expect(await settings.repository()).toEqual({
    id: hub.repository.id,
    name: 'hub/pilot',
    owner: { id: 5001, login: 'hub', kind: 'organisation' },
    defaultBranch: 'main',
    private: true,
    fork: false,
  })
  expect((await settings.collaborators()).map(({ account, role }) => [account.login, role]).sort()).toEqual([
    ['adam', 'admin'],
    ['anna', 'read'],
    ['rita', 'write'],
  ])
  expect(Buffer.from((await settings.file('.github/CODEOWNERS', 'main')) ?? '').toString()).toBe('* @hub/hub-admins\n')
  expect(await settings.file('nothing', 'main')).toBe(null)
})

test('a ruleset is put once, changed by name, and in force', async () => {
  const ruleset = {
    name: 'muhuri main',
    target: 'branch',
    enforcement: 'active',
    conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
    rules: [{ type: 'deletion' }],
    bypass_actors: [],
  }
  await settings.putRuleset(ruleset)
  await settings.putRuleset({
    ...ruleset,
    rules: [
      { type: 'deletion' },
      {
        type: 'required_status_checks',
        parameters: { strict_required_status_checks_policy: true, required_status_checks: [{ context: 'muhuri/verdict', integration_id: 7001 }] },
      },
    ],
  })

  const [facts, ...more] = await settings.rulesets()
  expect([more, facts?.name, facts?.source, facts?.enforcement, facts?.bypass]).toEqual([[], 'muhuri main', 'repository', 'active', []])
  expect(await settings.branchRules('main')).toEqual([
    { type: 'deletion', parameters: {}, ruleset: facts?.id },
    {
      type: 'required_status_checks',
      parameters: { strict_required_status_checks_policy: true, required_status_checks: [{ context: 'muhuri/verdict', integration_id: 7001 }] },
      ruleset: facts?.id,
    },
  ])
  expect(await settings.branchRules('issued')).toEqual([])
})

test('who bypasses is null, not empty, for a token that may not see it', async () => {
  expect((await of(hub.reviewer).rulesets()).map(({ bypass }) => bypass)).toEqual([null])
})

test('an environment is put with reviewers and exactly its branches', async () => {
  const wanted = {
    name: 'muhuri-sign',
    reviewers: [{ kind: 'team' as const, id: [...hub.github.world.teams.keys()][0] ?? 0 }],
    preventSelfReview: true,
    waitMinutes: 0,
  }
  expect(await settings.environment('muhuri-sign')).toBe(null)
  await settings.putEnvironment({ ...wanted, branches: { kind: 'named', names: ['old', 'main'], tags: [] } })
  await settings.putEnvironment({ ...wanted, branches: { kind: 'named', names: ['main'], tags: ['v*'] } })

  expect(await settings.environment('muhuri-sign')).toEqual({ ...wanted, adminsBypass: true, branches: { kind: 'named', names: ['main'], tags: ['v*'] } })
})

test('the settings of Actions are put and read', async () => {
  expect(await settings.actions()).toMatchObject({ enabled: true, allowed: 'all', pinned: false, defaultToken: 'write' })
  await settings.putActions({ defaultToken: 'read', mayApprove: false, approval: 'all_external_contributors' })

  expect(await settings.actions()).toMatchObject({ defaultToken: 'read', mayApprove: false, approval: 'all_external_contributors' })
})

test('runners, labels, teams and classic protection are read', async () => {
  hub.repository.runners.set(1, { id: 1, name: 'own-machine', os: 'linux', status: 'online', busy: false, labels: [] })
  await settings.putLabel({ name: 'expiry', color: 'ff0000', description: 'soon' })
  await settings.putLabel({ name: 'expiry', color: '00ff00', description: 'soon' })

  expect(await settings.runners()).toEqual(['own-machine'])
  expect(await settings.labels()).toEqual([{ name: 'expiry', color: '00ff00', description: 'soon' }])
  expect(await settings.team('hub', 'hub-admins')).not.toBe(null)
  expect(await settings.team('hub', 'nobody')).toBe(null)
  expect(await settings.branchProtection('main')).toBe(null)
})

test('what a token may not read is refused, not absent', async () => {
  await expect(of(hub.anna).actions()).rejects.toMatchObject({ code: 'refused' })
  await expect(of(hub.anna).runners()).rejects.toMatchObject({ code: 'refused' })
})
