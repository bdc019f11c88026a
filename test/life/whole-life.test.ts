import { createHash, createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { memoryFolder } from '../../src/adapters/memory-folder.ts'
import type { Environment } from '../../src/model/environment.ts'
import { parseCrlPem } from '../../src/pki/crl.ts'
import { readPrivateKey } from '../../src/pki/keys.ts'
import type { ChangeSet } from '../../src/stages/change-set.ts'
import { admittedDfsp } from '../../src/stages/life.ts'
import { load } from '../../src/stages/load.ts'
import { renewing } from '../../src/stages/renew.ts'
import { revocation } from '../../src/stages/revoke.ts'
import { INSTANT } from '../actions/signing-world.ts'
import type { Outcome } from '../support/github/runner.ts'
import type { Pull } from '../support/github/world.ts'
import { cli } from '../support/run-cli.ts'
import { random } from '../support/small-environment.ts'
import { type LifeWorld, lifeWorld } from './life-world.ts'

const ENDPOINTS = 'dfsps/greenbank/endpoints.yaml'
const PROFILE = 'dfsps/greenbank/dfsp.yaml'
/** When what the first month brought is renewed, and when the CRL of that day is half over. */
const [LATER, LATEST] = ['2026-12-01T10:00:00Z', '2026-12-20T10:00:00Z']

let world: LifeWorld
beforeAll(async () => {
  world = await lifeWorld()
}, 120_000)
afterAll(() => world.close())

const said = ({ annotations }: Outcome): string => annotations.map(({ message }) => message).join('\n')
const fine = (outcome: Outcome): Outcome => {
  expect([said(outcome), outcome.stderr, outcome.code]).toEqual(['', '', 0])
  return outcome
}

/** Main with what the machine wrote beside it, as a clone of both branches has it. */
async function clone(): Promise<Environment> {
  const folder = memoryFolder()
  for (const [branch, prefix] of [
    ['main', ''],
    ['issued', 'issued/'],
  ] as const)
    for (const path of (await world.list(branch)).filter((name) => name !== '' && name !== 'README.md'))
      folder.contents.set(`${prefix}${path}`, (await world.read(branch, path)) ?? '')
  return load(folder.tree())
}

const filesOf = ({ files }: ChangeSet): Record<string, string> => Object.fromEntries(files.map(({ path, text }) => [path, text]))
const verdictOf = async (pull: Pull, at: string = INSTANT) => {
  const { conclusion, report, publish } = await world.judge(pull, at)
  return { conclusion, class: publish?.outputs['class'], verdict: report?.['verdict'] }
}

/** What greenbank's gateway has installed, fetched over HTTP with a token of Anna's. */
async function pulled(whom: string, at: string): Promise<{ readonly exit: number; readonly said: string; readonly read: (path: string) => string }> {
  const { github, repository, anna, room } = world
  const key = (await world.list('main')).find((path) => path.startsWith('hub/deploy/')) ?? ''
  const spki = createPublicKey((await world.read('main', key)) ?? '').export({ type: 'spki', format: 'der' })
  const trust = createHash('sha256').update(spki).digest('hex')
  const from = github.cloneUrl(repository, github.people.token(anna))
  const { exit, out, err } = await cli(room, ['pull', '--from', from, '--for', whom, '--trust', trust, '--into', whom, '--as-of', at])
  return { exit, said: `${out}${err}`, read: (path) => readFileSync(join(room, whom, path), 'utf8') }
}

test('an environment lives from the first pull request to the refreshed CRL', async () => {
  // The Hub has joined two DFSPs; what main holds is issued.
  fine(await world.issue())

  // The Hub lets greenbank in.
  const activation = await world.propose('activate', { [PROFILE]: (world.files[PROFILE] ?? '').replace('status: admitted', 'status: active') }, world.reviewer)
  await world.approve(activation, world.admin, world.second)
  expect(await verdictOf(activation)).toEqual({ conclusion: 'success', class: 'hub-admin', verdict: 'hub-admin' })
  await world.merge(activation)
  fine(await world.issue())
  fine(await world.deploy(INSTANT))
  const first = await pulled('hub', INSTANT)
  expect([first.exit, first.said]).toEqual([0, expect.stringContaining('installed')])

  // A fork's pull request with host bits: both the advisory check and the verdict are red.
  const moved = (world.files[ENDPOINTS] ?? '').replace('198.51.100.16/29', '198.51.100.65/29')
  const pull = await world.propose('move', { [ENDPOINTS]: moved })
  const checked = await world.check(pull)
  expect([checked.code, checked.annotations.map(({ properties }) => properties['title'])]).toEqual([1, ['endpoint/cidr', undefined]])
  expect((await verdictOf(pull)).conclusion).toBe('failure')

  // Corrected, it waits for a reviewer, and is green with the approval.
  await world.amend(pull, { [ENDPOINTS]: moved.replace('.65/29', '.64/29') })
  expect((await world.check(pull)).outputs['verdict']).toBe('hub-review')
  expect(await verdictOf(pull)).toEqual({ conclusion: 'action_required', class: 'hub-review', verdict: 'hub-review' })
  await world.approve(pull, world.reviewer)
  expect((await verdictOf(pull)).conclusion).toBe('success')

  // Merged, signed (nothing new), rendered, installed: the Hub's firewall knows the new range, and greenbank fetches its own.
  await world.merge(pull)
  fine(await world.issue())
  fine(await world.deploy(INSTANT))
  expect((await pulled('hub', INSTANT)).read('nftables/muhuri.nft')).toContain('198.51.100.64/29')
  expect((await pulled('greenbank', INSTANT)).read('nftables/muhuri.nft')).not.toBe('')

  // Renewal, proven by the key before it, needs nobody of the Hub.
  const before = await clone()
  const { dfsp, profile } = admittedDfsp(before, 'greenbank')
  const [settings, hub] = [before.settings?.value, before.hub.profile?.value]
  if (settings == null || hub == null) throw new Error('the environment cannot be read')
  const ownKeys = [...world.keys].flatMap(([name, text]) => (name.startsWith('greenbank-') ? [readPrivateKey(text)] : []))
  const given = { csr: null, cas: [], server: null, jws: null }
  const own = { egress: [], callback: null, callbackAddresses: [], given, caKey: null, ownKeys, takenKeys: new Set(world.keys.keys()) }
  const renewed = await world.propose(
    'renew',
    filesOf(renewing({ environment: before, settings, hub, dfsp, profile, ...own, at: new Date(LATER), random }, 'client')),
  )
  expect(await verdictOf(renewed, LATER)).toEqual({ conclusion: 'success', class: 'self-service', verdict: 'pass' })
  await world.merge(renewed)
  fine(await world.issue(LATER))
  const certificates = (await world.list('issued')).filter((path) => /^certificates\/greenbank\/.*[.]pem$/.test(path))
  expect(certificates.map((path) => path.split('/')[2]?.split('.')[0])).toEqual(['2026-11', '2026-12'])

  // The old certificate is revoked by its owner; that needs nobody either, and the CRL says so.
  const [old = ''] = certificates.map((path) => path.split('.')[1] ?? '')
  const revoked = await world.propose('revoke', filesOf(revocation(await clone(), old, { reason: 'superseded', at: new Date(LATER), by: 'greenbank' })))
  expect(await verdictOf(revoked, LATER)).toEqual({ conclusion: 'success', class: 'restrict', verdict: 'pass' })
  await world.merge(revoked)
  fine(await world.issue(LATER))
  expect((await crl()).serials).toEqual([old])

  // The CRL is half over: the job that may sign nothing else renews it, and gateways get it.
  const { number } = await crl()
  fine(await world.refresh(LATEST))
  const fresh = await crl()
  expect([fresh.number > number, fresh.serials]).toEqual([true, [old]])
  fine(await world.deploy(LATEST))
  expect((await pulled('hub', LATEST)).read('haproxy/crl/clients.pem')).toContain((await world.read('issued', 'crl/clients.pem'))?.trim())
  const bundle = await pulled('greenbank', LATEST)
  expect([bundle.exit, bundle.read('sdk-scheme-adapter/secrets/clientcert.pem')]).toEqual([0, `${await world.read('issued', certificates[1] ?? '')}\n`])

  const watched = fine(await world.watch(LATEST))
  expect(watched.outputs['alarms']).toBe('0')
}, 500_000)

async function crl(): Promise<{ readonly number: bigint; readonly serials: readonly string[] }> {
  const parsed = parseCrlPem(new TextEncoder().encode((await world.read('issued', 'crl/clients.pem')) ?? ''))
  if (!parsed.ok) throw new Error(parsed.message)
  return { number: parsed.facts.number ?? 0n, serials: [...parsed.facts.entries.keys()] }
}
