import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import type { Checkpoint } from '../../src/model/checkpoint.ts'
import { type GitEnvironment, gitEnvironment } from '../support/git-environment.ts'
import { testWith } from '../support/tools.ts'

/** A state older than one that was seen is refused, whoever controls the repository. */

const test = testWith('git')
const LATER = '2026-11-24T10:00:00Z'
const REFUSED = { exit: 3, out: '', err: expect.stringContaining('repo/rollback') }
let place: GitEnvironment

const checkpoint = (path = 'keys/checkpoint.json'): Checkpoint => JSON.parse(readFileSync(place.at(path), 'utf8'))
const head = (clone: string): string => place.git(clone, 'rev-parse', 'HEAD').trim()
const serial = (clone = 'hub'): string => readdirSync(place.at(`${clone}/issued/certificates/greenbank`))[0]?.split('.')[1] ?? ''
const sign = (clone = 'hub') => place.run(`sign ${clone} --keys keys`, LATER)
const render = (clone = 'hub', more = '--keys keys') => place.run(`render ${clone} --for all --out out ${more}`, LATER)

async function revoke(): Promise<void> {
  await place.good(`revoke ${serial()} --dir hub --reason superseded --by greenbank`)
  place.commit('hub', 'Revoke')
  await place.good('sign hub --crl-only --keys keys', LATER)
  place.commit('hub', 'List')
  place.push('hub')
}

/** Both branches set back in the remote, and a new clone of that. */
function setBack({ main = 0, issued = 0 }: { readonly main?: number; readonly issued?: number }): void {
  if (main > 0) place.git('remote.git', 'update-ref', 'refs/heads/main', `main~${main}`)
  if (issued > 0) place.git('remote.git', 'update-ref', 'refs/heads/issued', `issued~${issued}`)
  place.clone('fresh')
}

beforeAll(async () => {
  place = await gitEnvironment()
})
beforeEach(() => place.reset())
afterAll(() => place.close())

test('signing keeps where the repository stood, beside the keys, and says so the first time', async () => {
  rmSync(place.at('keys/checkpoint.json'))
  const first = await sign()

  expect(first).toMatchObject({ exit: 0, err: expect.stringContaining('first use of the checkpoint') })
  expect(checkpoint()).toMatchObject({ version: 1, sequence: 1, commit: head('hub'), issuedCommit: head('hub/issued'), crlNumbers: { clients: '1795428000' } })
  expect(checkpoint().ledger).toBeUndefined()
  expect(await sign()).toMatchObject({ exit: 0, err: '' })
  expect(checkpoint().sequence).toBe(1)
})

test('main set back and forced: sign and render refuse, a clone that has the commits does not', async () => {
  await revoke()
  setBack({ main: 1 })

  expect(await sign('fresh')).toMatchObject(REFUSED)
  expect(await render('fresh')).toMatchObject(REFUSED)
  expect(existsSync(place.at('out'))).toBe(false)
  expect(await sign()).toMatchObject({ exit: 0 })
})

test('the revocation taken back by a new commit on top of the old ones: refused too', async () => {
  await revoke()
  place.git('hub', 'rm', '--quiet', '-r', 'revoked')
  place.git('hub', 'commit', '--quiet', '-m', 'Un-revoke')

  expect(await sign()).toMatchObject({ ...REFUSED, err: expect.stringMatching(/"revoked\/[0-9A-F]+\.yaml" is gone/) })
  expect(await render()).toMatchObject(REFUSED)
})

test('a record dropped from the machine branch by a commit of its own: refused by sign and render', async () => {
  place.git('hub/issued', 'rm', '--quiet', '-r', 'certificates')
  place.git('hub/issued', 'commit', '--quiet', '-m', 'Lose')

  expect(await sign()).toMatchObject({ ...REFUSED, err: expect.stringContaining('"issued/certificates/greenbank/') })
  expect(await render()).toMatchObject(REFUSED)
})

test('a revocation whose reason is rewritten is refused', async () => {
  await revoke()
  const file = `hub/revoked/${serial()}.yaml`
  place.put(file, readFileSync(place.at(file), 'utf8').replace('superseded', 'unspecified'))
  place.commit('hub', 'Soften')

  expect(await sign()).toMatchObject({ ...REFUSED, err: expect.stringContaining('was changed') })
})

test('the machine branch alone set back is refused, and so is a clone that does not have it', async () => {
  await revoke()
  setBack({ issued: 2 })
  expect(await sign('fresh')).toMatchObject(REFUSED)

  place.git('fresh', 'worktree', 'remove', 'issued')
  place.git('fresh', 'branch', '--quiet', '-D', 'issued')
  place.git('fresh', 'update-ref', '-d', 'refs/remotes/origin/issued')
  expect(await sign('fresh')).toMatchObject({ exit: 3, out: '', err: expect.stringContaining('"origin/issued"') })
  expect(await render('fresh')).toMatchObject({ ...REFUSED, err: expect.stringContaining('"issued" is not there') })
})

test('an older list of the CA on top of the branch is not rendered; signing makes one above every number', async () => {
  const old = readFileSync(place.at('hub/issued/crl/clients.pem'))
  await revoke()
  writeFileSync(place.at('hub/issued/crl/clients.pem'), old)
  place.commit('hub', 'An older list')

  expect(await render()).toMatchObject({ ...REFUSED, err: expect.stringContaining('the CRL of "clients"') })
  const { clients } = checkpoint().crlNumbers
  expect(await sign()).toMatchObject({ exit: 0 })
  expect(Number(checkpoint().crlNumbers['clients'])).toBe(Number(clients) + 1)
  expect(await render()).toMatchObject({ exit: 0 })
})

test('what gateways have loaded is a memory too: a delivery of a later commit is not replaced by one of an older', async () => {
  await revoke()
  await place.good('render hub --for hub --out out --keys none')
  setBack({ main: 1 })

  expect(await render('fresh', '--keys none')).toMatchObject({ ...REFUSED, err: expect.stringContaining('the manifest for "hub", sequence 1') })
  rmSync(place.at('out'), { recursive: true })
  expect(await render('fresh', '--keys none')).toMatchObject({ exit: 0 })
})

test('so is branch deploy of the clone', async () => {
  await revoke()
  await place.good('render hub --for hub --out out --keys none')
  place.git('.', 'init', '--quiet', '-b', 'deploy', place.at('out'))
  place.git('out', 'add', '.')
  place.git('out', 'commit', '--quiet', '-m', 'Deploy')
  place.git('out', 'push', '--quiet', place.at('remote.git'), 'deploy')
  setBack({ main: 1 })

  expect(await place.run('render fresh --for hub --out elsewhere --keys none')).toMatchObject(REFUSED)
})

test('a shallow clone that cannot show its descent is refused, and after git fetch --unshallow it is not', async () => {
  await revoke()
  const known = checkpoint()
  place.put('hub/docs.md', '')
  place.git('hub', 'mv', '-f', 'README.md', 'LICENSE')
  rmSync(place.at('hub/docs.md'))
  place.commit('hub', 'Next')
  place.push('hub')
  place.git('.', 'clone', '--quiet', '--depth', '1', '--no-single-branch', `file://${place.at('remote.git')}`, place.at('shallow'))
  place.git('shallow', 'worktree', 'add', '--quiet', 'issued', 'issued')

  expect(known.commit).not.toBe(head('shallow'))
  expect(await sign('shallow')).toMatchObject({ ...REFUSED, err: expect.stringContaining('git fetch --unshallow') })
  place.git('shallow', 'fetch', '--quiet', '--unshallow')
  expect(await sign('shallow')).toMatchObject({ exit: 0 })
})

test('watch alarms, and goes on', async () => {
  await revoke()
  setBack({ main: 1, issued: 1 })
  const { exit, out } = await place.run('watch fresh --keys keys --format json')

  expect([exit, JSON.parse(out).alarms]).toEqual([
    0,
    [expect.objectContaining({ code: 'repo/rollback', message: expect.stringContaining('does not descend from') })],
  ])
  expect((await place.run('watch fresh --keys keys')).out).toMatch(/^ALARM repo\/rollback: /)
  expect(JSON.parse((await place.run('watch hub --keys keys --format json')).out).alarms).toEqual([])
})

test("a damaged checkpoint, another environment's, and one inside the repository are refused", async () => {
  const good = checkpoint()
  place.put('keys/checkpoint.json', '{')
  expect(await sign()).toMatchObject(REFUSED)
  place.put('keys/checkpoint.json', JSON.stringify({ ...good, environment: 'b'.repeat(32) }))
  expect(await sign()).toMatchObject(REFUSED)
  expect(await place.run('sign hub --keys keys --checkpoint hub/docs/checkpoint.json')).toMatchObject({ exit: 2 })
})

test('without Git the records themselves are remembered', async () => {
  for (const path of ['hub/.git', 'hub/issued/.git', 'keys/checkpoint.json']) rmSync(place.at(path), { recursive: true })
  await place.good(`revoke ${serial()} --dir hub --reason superseded --by greenbank`)
  expect(await sign()).toMatchObject({ exit: 0 })
  expect(Object.keys(checkpoint().ledger ?? {})).toContain(`revoked/${serial()}.yaml`)
  expect(await sign()).toMatchObject({ exit: 0, err: '' })

  rmSync(place.at(`hub/revoked/${serial()}.yaml`))
  expect(await sign()).toMatchObject(REFUSED)
  expect(await render()).toMatchObject(REFUSED)
})

test('a folder that was a repository when it was last seen is none any more: refused', async () => {
  rmSync(place.at('hub/.git'), { recursive: true })
  rmSync(place.at('hub/issued/.git'))
  expect(await sign()).toMatchObject({ ...REFUSED, err: expect.stringContaining('no Git repository') })
})
