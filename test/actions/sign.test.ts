import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { generateKey } from '../../src/pki/keys.ts'
import { clientRequest } from '../../src/stages/certify.ts'
import type { Outcome } from '../support/github/runner.ts'
import type { Json, Pull } from '../support/github/world.ts'
import { type SigningWorld, signingWorld } from './signing-world.ts'

const ENDPOINTS = 'dfsps/greenbank/endpoints.yaml'
// Each step is a process of its own, of several.
vi.setConfig({ testTimeout: 300_000 })
let world: SigningWorld
let room: string

beforeAll(async () => {
  world = await signingWorld()
  room = mkdtempSync(join(tmpdir(), 'muhuri-officers-'))
}, 120_000)
afterAll(async () => {
  rmSync(room, { recursive: true, force: true })
  await world.close()
})

const certificates = async (): Promise<readonly string[]> => (await world.list('issued')).filter((path) => /^certificates\/.*[.]pem$/.test(path))
const records = async (name: string): Promise<readonly Json[]> => {
  const paths = (await world.list('issued')).filter((path) => path.startsWith(`certificates/greenbank/${name}.`) && path.endsWith('.json'))
  return Promise.all(paths.map(async (path) => JSON.parse((await world.read('issued', path)) ?? '') as Json))
}
const request = (id = 'greenbank'): string => clientRequest({ country: 'TZ', organization: `The ${id}`, commonName: id }, generateKey('p256'))
const said = ({ annotations }: Outcome): string => annotations.map(({ message }) => message).join('\n')
const signatures = (): number => world.vault.requests.filter((line) => line.includes('/sign/')).length

/** A request for another certificate, approved where that is asked for, and merged. */
async function merged(name: string, more: Readonly<Record<string, string>> = {}): Promise<{ readonly pull: Pull; readonly sha: string }> {
  const pull = await world.propose(name, { [`dfsps/greenbank/client/${name}.csr`]: request(), ...more })
  await world.approve(pull, world.reviewer)
  return { pull, sha: await world.merge(pull) }
}

test('a repository that nothing protects is refused before anything is resolved, but for its CRLs', async () => {
  const sha = await world.head('main')
  const refused = await world.resolve(sha, { doctor: 'true' })

  expect(refused.code).toBe(1)
  expect(refused.annotations.map(({ message }) => message).join()).toContain('hub/pilot is protected less than environment.yaml demands.')
  expect(refused.outputs['digest']).toBeUndefined()
  expect((await world.resolve(sha, { doctor: 'true', 'crl-only': 'true' })).outputs['digest']).toMatch(/^[0-9a-f]{64}$/)
})

test('what main holds is resolved without a key, intended, signed in Vault with the identity of the job, and published', async () => {
  const sha = await world.head('main')
  const before = signatures()

  const resolved = await world.resolve(sha)
  expect([resolved.stderr, resolved.code, resolved.outputs['count']]).toEqual(['', 0, '3'])
  expect(signatures()).toBe(before)
  expect(resolved.summary).toContain('### To be signed: 2 certificates, 1 CRL')
  expect((await world.intend(sha, resolved)).code).toBe(0)
  expect(await certificates()).toEqual([])

  const signed = await world.sign(sha, resolved)
  expect([said(signed), signed.code, signatures()]).toEqual(['', 0, before + 3])
  const published = await world.publish(sha, signed.outputs['signed'] ?? '', signed.outputs['digest'] ?? '')
  expect([said(published), published.code]).toEqual(['', 0])
  expect(await certificates()).toHaveLength(2)
  expect(await world.repository.git.run(['log', '-1', '--format=%(trailers:key=Muhuri-Source,valueonly)', 'refs/heads/issued'])).toContain(sha)

  const again = await world.publish(sha, signed.outputs['signed'] ?? '', signed.outputs['digest'] ?? '')
  expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('everything is there already')])
})

test('a merged request is signed, and its record says which request it was and who approved which head', async () => {
  const moved = world.files[ENDPOINTS]?.replace('198.51.100.16/29', '198.51.100.64/29') ?? ''
  const { pull, sha } = await merged('2026-12', { [ENDPOINTS]: moved })

  const done = await world.run(sha)

  expect([said(done), done.code]).toEqual(['', 0])
  expect(await records('2026-12')).toMatchObject([
    { state: 'issued', sourceCommit: sha, pullRequest: pull.number, approvals: [{ user: 2003, commit: pull.head }] },
  ])
})

test('a runner killed between sign and publish is healed by the next run, with the very bytes that were intended', async () => {
  const { sha } = await merged('killed')
  const first = await world.resolve(sha)
  await world.intend(sha, first)
  await world.sign(sha, first)
  const [intended] = await records('killed')
  expect(intended?.['state']).toBe('intended')

  const done = await world.run(sha)

  expect([said(done), done.code]).toEqual(['', 0])
  expect(await records('killed')).toMatchObject([{ state: 'issued', serial: intended?.['serial'], tbs: intended?.['tbs'] }])
})

test('of two runs at once one wins, and nothing is issued twice', async () => {
  const { sha } = await merged('twice')
  const [one, other] = [await world.resolve(sha), await world.resolve(sha)]
  expect(one.outputs['digest']).not.toBe(other.outputs['digest'])
  expect((await world.intend(sha, one)).code).toBe(0)

  const late = await world.intend(sha, other)
  expect([late.code, said(late)]).toEqual([1, expect.stringContaining('nothing was published')])
  const before = signatures()
  const loser = await world.sign(sha, other)
  expect([loser.code, said(loser), signatures()]).toEqual([1, expect.stringContaining('nothing is done'), before])

  const both = await Promise.all([world.sign(sha, one), world.sign(sha, one)])
  const published = []
  for (const { code, outputs } of both) if (code === 0) published.push((await world.publish(sha, outputs['signed'] ?? '', outputs['digest'] ?? '')).code)
  expect(published.filter((code) => code === 0)).toHaveLength(1)
  expect((await records('twice')).map(({ state }) => state)).toEqual(['issued'])
})

test('an older run that is started again is refused', async () => {
  const old = (await world.repository.git.resolve('refs/heads/main^1')) ?? ''

  const outcome = await world.resolve(old)

  expect([outcome.code, said(outcome)]).toEqual([1, expect.stringContaining('repo/rollback')])
})

test.each(['an admin', 'the App'])('what %s pushes straight to main is neither signed nor intended', async (who) => {
  const before = await world.head('main')
  const by = who === 'an admin' ? world.admin : world.publisher.app.bot
  const sha = await world.github.repositories.commit(world.repository, { 'dfsps/greenbank/client/pushed.csr': request() }, { by })

  const outcome = await world.resolve(sha)

  expect([outcome.code, said(outcome)]).toEqual([1, expect.stringContaining(`repo/unreviewed-commit: ${sha}: no pull request into main was merged as it`)])
  await world.reset('main', before)
})

test('a merge without the approvals of its class is refused', async () => {
  const before = await world.head('main')
  const moved = world.files[ENDPOINTS]?.replace('198.51.100.16/29', '198.51.100.80/29') ?? ''
  const pull = await world.propose('forced', { [ENDPOINTS]: moved })
  const sha = await world.merge(pull)

  const outcome = await world.resolve(sha)

  expect([outcome.code, said(outcome)]).toEqual([1, expect.stringContaining(`pull request ${pull.number} is hub-review: 1 approval`)])
  await world.reset('main', before)
})

test('a merge commit that was edited is refused', async () => {
  const before = await world.head('main')
  const pull = await world.propose('edited', { 'dfsps/greenbank/client/edited.csr': request() })
  const honest = await world.merge(pull)
  const { git } = world.repository
  const tree = await git.run(['rev-parse', `${before}^{tree}`])
  const sha = await git.run(['commit-tree', tree, '-p', before, '-p', pull.head, '-m', 'Merge'])
  await world.reset('main', sha)
  if (pull.merged !== null) Object.assign(pull.merged, { commit: sha })
  pull.mergeCommit = sha

  const outcome = await world.resolve(sha)

  expect(honest).not.toBe(sha)
  expect([outcome.code, said(outcome)]).toEqual([1, expect.stringContaining(`its tree is not what a merge of pull request ${pull.number} gives`)])
  await world.reset('main', before)
})

test('main that is pushed over by force while it is signed is not signed, nor published', async () => {
  const before = await world.head('main')
  const pull = await world.propose('squashed', { 'dfsps/bluebank/client/squashed.csr': request('bluebank') }, world.reviewer)
  await world.approve(pull, world.admin)
  const sha = await world.merge(pull, 'squash')
  const resolved = await world.resolve(sha)
  expect((await world.intend(sha, resolved)).code).toBe(0)
  const signed = await world.sign(sha, resolved)
  expect(signed.code).toBe(0)
  await world.reset('main', before)

  const [late, published] = [await world.sign(sha, resolved), await world.publish(sha, signed.outputs['signed'] ?? '', signed.outputs['digest'] ?? '')]

  expect([late.code, said(late)]).toEqual([1, expect.stringContaining(`"${sha}" is no commit of "main"`)])
  expect([published.code, said(published)]).toEqual([1, expect.stringContaining(`"${sha}" is no commit of "main"`)])
  await world.reset('main', sha)
})

test('another digest, or a job of another environment, gets no signature', async () => {
  const sha = await world.head('main')
  const resolved = await world.resolve(sha)
  const before = signatures()

  const outcome = await world.sign(sha, resolved, { digest: 'a'.repeat(64) })
  expect([outcome.code, said(outcome)]).toEqual([1, expect.stringContaining('what was agreed to has aaaa')])
  const stranger = await world.sign(sha, resolved, { 'vault-role': 'muhuri-crl' })
  expect([stranger.code, said(stranger), signatures()]).toEqual([1, expect.stringContaining('Vault at'), before])
})

test('the job for CRLs signs those alone, by the role that may', async () => {
  const sha = await world.head('main')
  const resolved = await world.resolve(sha, { 'crl-only': 'true', 'as-of': '2026-12-20T10:00:00Z' })
  expect([said(resolved), resolved.outputs['count'], resolved.outputs['intended-count']]).toEqual(['', '1', '0'])

  const signed = await world.sign(sha, resolved, { step: 'crl', 'as-of': '2026-12-20T10:00:00Z' })

  expect([said(signed), signed.code]).toEqual(['', 0])
  expect(Object.keys((await world.json(signed.outputs['signed']))['files'] as Json)).toEqual(['issued/crl/clients.pem'])
})

test('where officers decide, two of them sign the digest with openssl, or nothing is signed', async () => {
  const key = (name: string): string => {
    execFileSync('openssl', ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', join(room, `${name}.key`)])
    return execFileSync('openssl', ['pkey', '-in', join(room, `${name}.key`), '-pubout'], { encoding: 'utf8' })
  }
  const changes = Object.fromEntries(['rosa', 'sami'].map((name) => [`hub/officers/${name}.pem`, key(name)]))
  const settings = world.files['environment.yaml'] ?? ''
  const policy = settings.includes('\napproval:') ? settings.replace(/\napproval: \w+/, '\napproval: officers') : `${settings}approval: officers\n`
  const pull = await world.propose(
    'officers',
    { ...changes, 'environment.yaml': policy, 'dfsps/bluebank/client/officers.csr': request('bluebank') },
    world.reviewer,
  )
  await world.approve(pull, world.admin, world.second)
  const sha = await world.merge(pull)
  const resolved = await world.resolve(sha)
  expect([said(resolved), resolved.code]).toEqual(['', 0])
  await world.intend(sha, resolved)
  const digest = resolved.outputs['digest'] ?? ''
  const { environment } = await world.json(resolved.outputs['manifest'])
  const sign = async (...names: readonly string[]): Promise<Outcome> => {
    writeFileSync(join(room, 'message'), `muhuri-signing-v1\n${String(environment)}\n${digest}\n`)
    const files = names.map((name) => [
      `${digest}/${name}.sig`,
      execFileSync('openssl', ['dgst', '-sha256', '-sign', join(room, `${name}.key`), join(room, 'message')]).toString('base64'),
    ])
    if (names.length > 0) await world.github.repositories.commit(world.repository, Object.fromEntries(files), { branch: 'officers' })
    return world.sign(sha, resolved)
  }

  const [none, one, two] = [await sign(), await sign('rosa'), await sign('rosa', 'sami')]

  expect([none.code, said(none)]).toEqual([1, expect.stringContaining('0 of 2 officers have signed')])
  expect([one.code, said(one)]).toEqual([1, expect.stringContaining('1 of 2 officers have signed')])
  expect([two.code, said(two)]).toEqual([0, ''])
})
