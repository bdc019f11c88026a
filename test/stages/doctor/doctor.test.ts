import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { githubProtection } from '../../../src/adapters/github/settings.ts'
import type { Environment } from '../../../src/model/environment.ts'
import type { EnvironmentFile } from '../../../src/model/generated/files.ts'
import { requireProtection } from '../../../src/stages/doctor.ts'
import { APPS, changeRule, type ProtectedHub, protectedHub } from '../../support/github/protected-hub.ts'
import type { Json } from '../../support/github/world.ts'

let hub: ProtectedHub

beforeAll(async () => {
  hub = await protectedHub()
})
afterEach(() => hub.restore())
afterAll(() => hub.github.close())

const codes = async (options?: Parameters<ProtectedHub['examine']>[0]): Promise<readonly string[]> =>
  (await hub.examine(options)).problems.map(({ code }) => code)
const rule = (type: string, parameters: Json | null) => (): void => changeRule(hub.repository, type, parameters)
const ruleset = (id: number, change: (fields: Json) => Json) => (): void => {
  const found = hub.repository.rulesets.get(id)
  if (found !== undefined) found.fields = { ...found.fields, ...change(found.fields) }
}
const bypassedBy = (id: number, ...actors: readonly (readonly [string, number | null])[]) =>
  ruleset(id, () => ({ bypass_actors: actors.map(([kind, who]) => ({ actor_type: kind, actor_id: who, bypass_mode: 'always' })) }))
const without = (id: number, type: string) => ruleset(id, ({ rules }) => ({ rules: (rules as readonly Json[]).filter((one) => one['type'] !== type) }))
const environment =
  (name: string, change: Json, canAdminsBypass = false) =>
  (): void => {
    const found = hub.repository.environments.get(name)
    if (found !== undefined) hub.repository.environments.set(name, { ...found, fields: { ...found.fields, ...change }, canAdminsBypass })
  }
const setting = (name: string, value: Json) => (): void => void hub.repository.actions.set(name, value)
const file = (path: string, text: string | null) => async (): Promise<void> => void (await hub.github.repositories.commit(hub.repository, { [path]: text }))
const workflow = (name: string, change: (text: string) => string) => (): Promise<void> =>
  file(`.github/workflows/${name}`, change(hub.files[`.github/workflows/${name}`] ?? ''))()

test('a repository that is protected as environment.yaml demands has no problem', async () => {
  expect(await hub.examine()).toEqual({ version: 1, repository: 'hub/pilot', environment: 'a'.repeat(32), verdict: 'protected', problems: [] })
  expect(await codes({ apps: { verdict: null, publisher: null } })).toEqual([])
})

const CHECK = 'required_status_checks'
const check = (integration: Json) => rule(CHECK, { required_status_checks: [{ context: 'muhuri/verdict', ...integration }] })

describe('what is weaker is found, and nothing else', () => {
  test.each<readonly [what: string, breakIt: () => void | Promise<void>, codes: readonly string[]]>([
    ['main takes pushes', rule('pull_request', null), ['main/pull-request']],
    ['too few approvals', rule('pull_request', { required_approving_review_count: 0 }), ['main/approvals']],
    ['approvals stay after a push', rule('pull_request', { dismiss_stale_reviews_on_push: false }), ['main/stale-reviews']],
    ['the last push needs no approval', rule('pull_request', { require_last_push_approval: false }), ['main/last-push']],
    ['owners are not asked', rule('pull_request', { require_code_owner_review: false }), ['main/code-owners']],
    ['squash is allowed', rule('pull_request', { allowed_merge_methods: ['merge', 'squash'] }), ['main/merge-methods']],
    ['merge commits are not', rule('pull_request', { allowed_merge_methods: ['rebase'] }), ['main/merge-methods']],
    ['history must be linear', ruleset(1, ({ rules }) => ({ rules: [...(rules as Json[]), { type: 'required_linear_history' }] })), ['main/merge-methods']],
    ['no check is required', rule(CHECK, null), ['main/check-missing']],
    ['another check is required', rule(CHECK, { required_status_checks: [{ context: 'lint' }] }), ['main/check-missing']],
    ['the check may come from anybody', check({}), ['main/check-source']],
    ['the check may come from any workflow', check({ integration_id: 15368 }), ['main/check-source']],
    ['the check comes from another App', check({ integration_id: 4 }), ['main/check-source']],
    ['a branch may be behind', rule(CHECK, { strict_required_status_checks_policy: false }), ['main/out-of-date']],
    ['main can be force-pushed', without(1, 'non_fast_forward'), ['main/force-push']],
    ['main can be deleted', without(1, 'deletion'), ['main/deletion']],
    ['somebody bypasses the rules of main', bypassedBy(1, ['RepositoryRole', 5], ['OrganizationAdmin', 1]), ['main/bypass', 'main/bypass']],
    [
      'the ruleset is only tried out',
      ruleset(1, () => ({ enforcement: 'evaluate' })),
      ['main/pull-request', 'main/check-missing', 'main/force-push', 'main/deletion'],
    ],
    ['anybody who writes updates issued and deploy', without(2, 'update'), ['issued/writable', 'deploy/writable']],
    ['anybody who writes creates them', without(2, 'creation'), ['issued/writable', 'deploy/writable']],
    ['another App writes them', bypassedBy(2, ['Integration', 7001]), ['issued/writable', 'deploy/writable']],
    ['administrators write them as well', bypassedBy(2, ['Integration', APPS.publisher], ['RepositoryRole', 5]), ['issued/writable', 'deploy/writable']],
    ['only issued is covered', ruleset(2, () => ({ conditions: { ref_name: { include: ['refs/heads/issued'], exclude: [] } } })), ['deploy/writable']],
    ['what was issued can be rewritten', without(3, 'non_fast_forward'), ['issued/force-push', 'deploy/force-push']],
    [
      'the App may rewrite it',
      bypassedBy(3, ['Integration', APPS.publisher]),
      ['issued/force-push', 'issued/deletion', 'deploy/force-push', 'deploy/deletion'],
    ],
    ['there is no environment', () => void hub.repository.environments.delete('publish'), ['publish/missing']],
    ['sign asks nobody', environment('sign', { reviewers: [] }), ['sign/no-reviewers']],
    ['sign asks somebody else', environment('sign', { reviewers: [{ type: 'User', id: 1002 }] }), ['sign/other-reviewers']],
    ['who starts the run may approve it', environment('sign', { prevent_self_review: false }), ['sign/self-review']],
    ['administrators bypass sign', environment('sign', {}, true), ['sign/admin-bypass']],
    ['any branch may sign', environment('sign', { deployment_branch_policy: null }), ['sign/any-branch']],
    [
      'any protected branch may make CRLs',
      environment('crl', { deployment_branch_policy: { protected_branches: true, custom_branch_policies: false } }),
      ['crl/any-branch'],
    ],
    ['a tag may publish', () => void hub.repository.environments.get('publish')?.policies.push({ id: 9, name: 'v*', type: 'tag' }), ['publish/any-branch']],
    ['an owner of a DFSP writes', () => void hub.repository.roles.set(hub.anna.id, 'write'), ['people/dfsp-writes']],
    ['a stranger writes', () => void hub.repository.roles.set(hub.eve.id, 'maintain'), ['people/stranger-writes']],
    ['a reviewer administers', () => void hub.repository.roles.set(hub.reviewer.id, 'admin'), ['people/stranger-administers']],
    [
      'a runner of our own takes jobs',
      () => void hub.repository.runners.set(1, { id: 1, name: 'own', os: 'linux', status: 'online', busy: false, labels: [] }),
      ['runners/self-hosted'],
    ],
    ['the token of workflows writes', setting('workflow', { default_workflow_permissions: 'write' }), ['actions/token-writes']],
    ['workflows approve', setting('workflow', { default_workflow_permissions: 'read', can_approve_pull_request_reviews: true }), ['actions/approves']],
    ['workflows of forks just run', setting('fork-pr-contributor-approval', { approval_policy: 'first_time_contributors' }), ['actions/fork-approval']],
    ['a secret lies outside the environments', setting('secrets', { MUHURI_PUBLISHER_KEY: '' }), ['secrets/outside']],
    ['a secret of the organisation does', setting('organization-secrets', { MUHURI_VERDICT_KEY: '', OTHER: '' }), ['secrets/outside']],
    ['there is no CODEOWNERS', file('.github/CODEOWNERS', null), ['main/no-code-owners']],
    ['CODEOWNERS says nothing', file('.github/CODEOWNERS', '# * @hub/hub-admins\n'), ['main/no-code-owners']],
    ['CODEOWNERS gives all to somebody else', file('.github/CODEOWNERS', '* @hub/hub-admins\n* @eve\n'), ['main/no-code-owners']],
    ['a workflow is pinned to a tag', workflow('watch.yml', (text) => `${text}      - uses: actions/cache@v4\n`), ['workflow/unpinned']],
    ['the toolkit is another commit', workflow('watch.yml', (text) => text.replace('5f0c6c1e', '6f0c6c1e')), ['toolkit/differs']],
    ['the toolkit is somebody else’s', workflow('watch.yml', (text) => text.replace('example/muhuri', 'eve/muhuri')), ['toolkit/differs']],
    ['the toolkit is a branch', workflow('watch.yml', (text) => text.replace(/@5f0c6c1e\w+/, '@main')), ['toolkit/differs']],
    [
      'a workflow meets strangers with secrets',
      workflow('watch.yml', (text) => text.replace('workflow_dispatch: {}', 'pull_request_target: {}')),
      ['workflow/target-trigger'],
    ],
    ['what makes CRLs issues', workflow('crl.yml', (text) => text.replace('step: crl', 'step: sign')), ['crl/may-issue']],
    ['a workflow cannot be read', file('.github/workflows/x.yml', 'a: [\n'), ['workflow/unreadable']],
  ])('%s', async (_, breakIt, expected) => {
    await breakIt()

    expect(await codes()).toEqual(expected)
  })

  test('a team is missing', async () => {
    for (const team of [...hub.github.world.teams.values()]) if (team.slug === 'hub-admins') hub.github.world.teams.delete(team.id)
    // Who is asked to sign is then a team that nobody names.
    expect(await codes()).toContain('team/missing')
  })

  test('a team is not what hub.yaml says', async () => {
    for (const { slug, members } of hub.github.world.teams.values()) if (slug === 'hub-admins') members.add(hub.eve.id).delete(hub.admin.id)
    const { problems } = await hub.examine()
    expect(problems.map(({ code, what }) => [code, what])).toEqual([
      ['team/differs', 'Team "hub-admins" is not what hub/hub.yaml says of admins: 1002 is in the team only; 2001 in hub/hub.yaml only.'],
    ])
  })

  test('a bypass of one ruleset does not matter where another demands the same', async () => {
    const own = hub.repository.rulesets.get(1)
    if (own !== undefined) hub.repository.rulesets.set(9, { ...own, id: 9 })
    bypassedBy(1, ['RepositoryRole', 5])()

    expect(await codes()).toEqual([])
  })

  test('a merge queue is as good as branches that are up to date', async () => {
    rule(CHECK, { strict_required_status_checks_policy: false })()
    const queue = {
      check_response_timeout_minutes: 60,
      grouping_strategy: 'ALLGREEN',
      max_entries_to_build: 5,
      max_entries_to_merge: 5,
      merge_method: 'MERGE',
      min_entries_to_merge: 1,
      min_entries_to_merge_wait_minutes: 5,
    }
    ruleset(1, ({ rules }) => ({ rules: [...(rules as Json[]), { type: 'merge_queue', parameters: queue }] }))()

    expect(await codes()).toEqual([])
  })
})

describe('what environment.yaml says decides', () => {
  const saying = (change: Partial<EnvironmentFile>): Environment => {
    const { settings } = hub.environment
    if (settings?.value == null) throw new Error('no settings')
    return { ...hub.environment, settings: { ...settings, value: { ...settings.value, ...change } } }
  }
  const vault = (): Environment => saying({ signers: { clients: { kind: 'vault', address: 'https://vault.pilot.example', mount: 'transit', key: 'clients' } } })

  test('production is not public', async () => {
    expect(await codes({ environment: saying({ tier: 'production' }) })).toEqual(['repository/public'])
  })

  test('a toolkit is named', async () => {
    const { toolkit: _, ...rest } = hub.environment.settings?.value ?? {}
    const settings = { ...hub.environment.settings, value: rest } as Environment['settings']
    expect(await codes({ environment: { ...hub.environment, settings } })).toEqual(['toolkit/unnamed'])
  })

  test('more reviewers ask for more approvals', async () => {
    expect(await codes({ environment: saying({ reviewers: { team: 'hub-reviewers', approvals: 2 } }) })).toEqual(['main/approvals'])
  })

  test('with officers the environment asks nobody', async () => {
    environment('sign', { reviewers: [] }, true)()
    expect(await codes({ environment: saying({ approval: 'officers' }) })).toEqual([])
  })

  test('what makes CRLs has a role of its own at Vault', async () => {
    expect(await codes({ environment: vault() })).toEqual(['crl/may-sign'])
    setting('variables/sign', { MUHURI_VAULT_ROLE: 'muhuri' })()
    setting('variables/crl', { MUHURI_VAULT_ROLE: 'muhuri' })()
    expect(await codes({ environment: vault() })).toEqual(['crl/may-sign'])
    setting('variables/crl', { MUHURI_VAULT_ROLE: 'muhuri-crl' })()
    expect(await codes({ environment: vault() })).toEqual([])
  })
})

describe('what cannot be read counts as weaker', () => {
  test('bypass lists need administration', async () => {
    const token = hub.github.people.token(hub.admin, { metadata: 'read', contents: 'read', actions: 'read', secrets: 'read', members: 'read' })
    const { verdict, problems } = await hub.examine({ token })

    expect([verdict, problems.map(({ code, mend }) => [code, mend])]).toEqual([
      'weaker',
      expect.arrayContaining([['unseen', 'use a token, or an App, with the permission administration: read']]),
    ])
  })

  test('a token of somebody who may only read sees too little', async () => {
    expect((await codes({ token: hub.github.people.token(hub.anna) })).filter((code) => code === 'unseen').length).toBeGreaterThan(3)
  })

  test('GitHub does not answer', async () => {
    hub.github.fail({ operation: 'GET /repos/{owner}/{repo}/rulesets', kind: 'exhausted-for-an-hour', times: 1 })
    expect(await codes()).toEqual(['unseen'])
  })
})

test('before signing, each weakness is said and refused', async () => {
  rule('pull_request', { dismiss_stale_reviews_on_push: false })()
  environment('sign', { prevent_self_review: false })()
  const source = githubProtection({ api: hub.github.apiUrl, token: hub.github.people.token(hub.admin), repository: 'hub/pilot', app: null })

  await expect(requireProtection(source, { repository: 'hub/pilot', environment: hub.environment, apps: APPS })).rejects.toMatchObject({
    code: 'refused',
    message:
      'hub/pilot is protected less than environment.yaml demands. main/stale-reviews: Approvals stay when something is pushed after them; expected that they are dismissed. sign/self-review: Who starts a run of environment "sign" may approve it; expected that it takes somebody else.',
  })
})
