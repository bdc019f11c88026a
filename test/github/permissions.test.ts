import { createSign } from 'node:crypto'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HubOnGitHub, hubOnGitHub, statusOf } from '../support/github/hub.ts'
import { zipOf } from '../support/github/zip.ts'

const REPO = { owner: 'hub', repo: 'pilot' }
let hub: HubOnGitHub
let main: string

beforeAll(async () => {
  hub = await hubOnGitHub({ private: true })
  main = (await hub.repository.git.resolve('refs/heads/main')) ?? ''
})
afterAll(() => hub.github.close())

test('no token and a forged token are 401', async () => {
  expect(await statusOf(hub.as('').rest.repos.get(REPO))).toBe(401)
  expect(await statusOf(hub.as('ghs_forged').rest.repos.get(REPO))).toBe(401)
})

test('a private repository is not there for a stranger', async () => {
  expect(await statusOf(hub.asUser(hub.eve).rest.repos.get(REPO))).toBe(404)
})

test('a token does what its permissions say and no more', async () => {
  const { people } = hub.github
  const reader = hub.as(people.workflowToken(hub.repository, { contents: 'read' }))
  await reader.rest.git.getRef({ ...REPO, ref: 'heads/main' })

  expect(await statusOf(reader.rest.git.createRef({ ...REPO, ref: 'refs/heads/x', sha: main }))).toBe(403)
  expect(await statusOf(reader.rest.checks.create({ ...REPO, name: 'x', head_sha: main }))).toBe(403)
  expect(await statusOf(reader.rest.pulls.list(REPO))).toBe(403)
  expect(await statusOf(hub.as(people.token(hub.admin, { contents: 'read' })).rest.git.createRef({ ...REPO, ref: 'refs/heads/x', sha: main }))).toBe(403)
})

test('check runs are for Apps, and each has its own: a forged one carries the forger’s number', async () => {
  const workflow = hub.as(hub.github.people.workflowToken(hub.repository, { checks: 'write' }))
  const app = hub.as(hub.github.people.installationToken(hub.verdict.installation))
  const forged = await workflow.rest.checks.create({ ...REPO, name: 'muhuri/verdict', head_sha: main, conclusion: 'success', status: 'completed' })
  const real = await app.rest.checks.create({ ...REPO, name: 'muhuri/verdict', head_sha: main, status: 'in_progress' })

  expect(await statusOf(hub.asUser(hub.admin).rest.checks.create({ ...REPO, name: 'muhuri/verdict', head_sha: main }))).toBe(403)
  expect([forged.data.app?.id, real.data.app?.id]).toEqual([15368, 7001])
  expect(await statusOf(workflow.rest.checks.update({ ...REPO, check_run_id: real.data.id, conclusion: 'success' }))).toBe(403)
  const { data } = await app.rest.checks.listForRef({ ...REPO, ref: main, app_id: 7001 })
  expect(data.check_runs.map(({ id, status }) => [id, status])).toEqual([[real.data.id, 'in_progress']])
})

test('an App gets a token for its JWT, with no more than it was given', async () => {
  const jwt = appJwt(hub.verdict.app.id, hub.verdict.privateKey)
  const { data: installation } = await hub.as(jwt).rest.apps.getRepoInstallation(REPO)
  const ask = { installation_id: installation.id, repositories: ['pilot'] }
  const { data } = await hub.as(jwt).rest.apps.createInstallationAccessToken({ ...ask, permissions: { checks: 'write' } })

  expect(await statusOf(hub.as(data.token).rest.checks.create({ ...REPO, name: 'x', head_sha: main }))).toBe(0)
  expect(await statusOf(hub.as(data.token).rest.pulls.list(REPO))).toBe(403)
  expect(await statusOf(hub.as(jwt).rest.apps.createInstallationAccessToken({ ...ask, permissions: { administration: 'write' } }))).toBe(422)
  expect(await statusOf(hub.as(appJwt(hub.verdict.app.id, hub.github.people.app('other').privateKey)).rest.apps.getRepoInstallation(REPO))).toBe(401)
})

/** As GitHub documents it: RS256, `iss` the App's id, at most ten minutes. */
function appJwt(id: number, key: string): string {
  const now = Math.floor(Date.now() / 1000)
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iss: String(id), iat: now - 60, exp: now + 540 })}`
  return `${signed}.${createSign('sha256').update(signed).sign(key).toString('base64url')}`
}

test('a ref moves forward only, unless forced', async () => {
  const octokit = hub.asUser(hub.admin)
  const tree = await hub.repository.git.run(['rev-parse', 'main^{tree}'])
  const [one, two] = [
    await octokit.rest.git.createCommit({ ...REPO, message: '1', tree, parents: [main] }),
    await octokit.rest.git.createCommit({ ...REPO, message: '2', tree, parents: [main] }),
  ]
  await octokit.rest.git.createRef({ ...REPO, ref: 'refs/heads/issued', sha: main })
  await octokit.rest.git.updateRef({ ...REPO, ref: 'heads/issued', sha: one.data.sha })

  expect(await statusOf(octokit.rest.git.updateRef({ ...REPO, ref: 'heads/issued', sha: two.data.sha, force: false }))).toBe(422)
  expect(await statusOf(octokit.rest.git.createRef({ ...REPO, ref: 'refs/heads/issued', sha: main }))).toBe(422)
  expect(await statusOf(octokit.rest.git.updateRef({ ...REPO, ref: 'heads/issued', sha: two.data.sha, force: true }))).toBe(0)
})

test('who bypasses a ruleset is shown to administrators only', async () => {
  const admin = hub.asUser(hub.admin)
  const made = await admin.rest.repos.createRepoRuleset({
    ...REPO,
    name: 'r',
    enforcement: 'active',
    bypass_actors: [{ actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' }],
    rules: [],
  })
  const of = { ...REPO, ruleset_id: made.data.id }

  expect((await admin.rest.repos.getRepoRuleset(of)).data.bypass_actors).toEqual([{ actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' }])
  expect((await hub.asUser(hub.reviewer).rest.repos.getRepoRuleset(of)).data.bypass_actors).toBe(undefined)
})

test('a private repository has environment reviewers in the enterprise plan only', async () => {
  const put = (): Promise<unknown> =>
    hub.asUser(hub.admin).rest.repos.createOrUpdateEnvironment({
      ...REPO,
      environment_name: 'sign',
      prevent_self_review: true,
      reviewers: [{ type: 'User', id: 2003 }],
      deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
    })
  expect(await statusOf(put())).toBe(422)
  hub.repository.plan = 'enterprise'
  await put()
  await hub.asUser(hub.admin).rest.repos.createDeploymentBranchPolicy({ ...REPO, environment_name: 'sign', name: 'main' })

  const { data } = await hub.asUser(hub.admin).rest.repos.getEnvironment({ ...REPO, environment_name: 'sign' })
  expect(data.protection_rules?.map(({ type }) => type)).toEqual(['required_reviewers', 'branch_policy'])
})

test('an artifact is downloaded as it was put', async () => {
  const zip = zipOf([{ name: '../evil', bytes: 'x' }])
  const run = hub.github.workflowRun(hub.repository, { name: 'check', event: 'pull_request', head_sha: main, status: 'completed', conclusion: 'success' })
  hub.github.artifact(hub.repository, { name: 'report', run, zip })
  const octokit = hub.as(hub.github.people.workflowToken(hub.repository, { actions: 'read' }))
  const { data } = await octokit.rest.actions.listWorkflowRunArtifacts({ ...REPO, run_id: run })

  const got = await octokit.rest.actions.downloadArtifact({ ...REPO, artifact_id: data.artifacts[0]?.id ?? 0, archive_format: 'zip' })
  expect(Buffer.from(got.data as ArrayBuffer).equals(zip)).toBe(true)
  expect((await octokit.rest.actions.getWorkflowRun({ ...REPO, run_id: run })).data.head_sha).toBe(main)
})

test('a job gets an identity token with its claims, for the audience that it asks for', async () => {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = hub.github.idToken({ environment: 'sign', ref: 'refs/heads/main' })
  const given = (await (await fetch(`${address}&audience=vault`, { headers: { authorization: `Bearer ${bearer}` } })).json()) as { value: string }
  const keys = createRemoteJWKSet(new URL(`${hub.github.oidcIssuer}/.well-known/jwks`))

  const { payload } = await jwtVerify(given.value, keys, { issuer: hub.github.oidcIssuer, audience: 'vault' })
  expect([payload['environment'], payload['ref']]).toEqual(['sign', 'refs/heads/main'])
  expect((await fetch(`${address}&audience=vault`, { headers: { authorization: 'Bearer forged' } })).status).toBe(401)
})

test('what GitHub’s description does not have fails the test that said it', async () => {
  const octokit = hub.asUser(hub.admin)
  expect(await statusOf(octokit.request('POST /repos/{owner}/{repo}/issues', { ...REPO, title: 'x', zip: 1 }))).toBe(500)
  expect(await statusOf(octokit.request('POST /repos/{owner}/{repo}/issues', { ...REPO, title: ['x'] as never }))).toBe(500)
  expect(await statusOf(octokit.request('GET /repos/{owner}/{repo}/stargazers', REPO))).toBe(500)

  expect(hub.github.problems.splice(0)).toEqual([
    'POST /repos/{owner}/{repo}/issues: GitHub knows no "/zip" in the body',
    expect.stringMatching(/^POST \/repos\/\{owner\}\/\{repo\}\/issues: body\/title must be string/),
    'GET /api/v3/repos/hub/pilot/stargazers: the stand-in has no such operation',
  ])
})
