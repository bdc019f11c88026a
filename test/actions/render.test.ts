import { createHash, createPublicKey } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { exportPkcs8, generateKey } from '../../src/pki/keys.ts'
import type { Outcome } from '../support/github/runner.ts'
import { cli } from '../support/run-cli.ts'
import { INSTANT, type SigningWorld, signingWorld } from './signing-world.ts'

// Each step is a process of its own, of several.
vi.setConfig({ testTimeout: 300_000 })
const ENDPOINTS = 'hub/endpoints.yaml'
let world: SigningWorld
let room: string

beforeAll(async () => {
  world = await signingWorld()
  room = mkdtempSync(join(tmpdir(), 'muhuri-gateway-'))
  await world.run(await world.head('main'))
}, 300_000)
afterAll(async () => {
  rmSync(room, { recursive: true, force: true })
  await world.close()
})

const said = ({ annotations }: Outcome): string => annotations.map(({ message }) => message).join('\n')
const moved = (address: string): Readonly<Record<string, string>> => ({ [ENDPOINTS]: world.files[ENDPOINTS]?.replace('192.0.2.20/32', address) ?? '' })
const manifest = async (): Promise<{ readonly sequence: number; readonly source: { readonly commit: string } }> =>
  JSON.parse((await world.read('deploy', 'hub/manifest.json')) ?? '') as never

test('main is rendered into branch deploy, signed, and the gateway pulls it from there', async () => {
  const sha = await world.head('main')
  const rendered = await world.render(sha)
  expect([said(rendered), rendered.code, rendered.outputs['changed']]).toEqual(['', 0, 'true'])
  const delivered = await world.deliver(sha, rendered)
  expect([said(delivered), delivered.code]).toEqual(['', 0])
  expect(await manifest()).toMatchObject({ sequence: 1, source: { commit: sha } })

  const key = [...world.keys].find(([name]) => name.startsWith('hub-deploy-'))?.[1] ?? ''
  const trust = createHash('sha256')
    .update(createPublicKey(key).export({ type: 'spki', format: 'der' }))
    .digest('hex')
  const pulled = await cli(room, ['pull', '--from', world.repository.git.path, '--for', 'hub', '--trust', trust, '--into', 'live', '--as-of', INSTANT])
  expect([pulled.err.includes('refused'), pulled.exit]).toEqual([false, 0])
  expect(readdirSync(join(room, 'live'))).toContain('haproxy')
})

test('the same again changes nothing', async () => {
  const rendered = await world.render(await world.head('main'))

  expect([rendered.code, rendered.outputs['changed'], rendered.outputs['count']]).toEqual([0, 'false', '0'])
})

test('what was reviewed is rendered one higher; of an older commit nothing is, and what was rendered onto the old branch is not published', async () => {
  const old = await world.head('main')
  const pull = await world.propose('move', moved('192.0.2.24/32'), world.reviewer)
  await world.approve(pull, world.admin, world.second)
  const sha = await world.merge(pull)
  const [rendered, twin] = [await world.render(sha), await world.render(sha)]
  expect([said(rendered), rendered.code, rendered.outputs['changed']]).toEqual(['', 0, 'true'])
  expect((await world.deliver(sha, rendered)).code).toBe(0)
  expect(await manifest()).toMatchObject({ sequence: 2, source: { commit: sha } })

  const late = await world.deliver(sha, twin)
  expect([late.code, said(late)]).toEqual([1, expect.stringContaining('which is not what this was rendered onto')])
  const replayed = await world.render(old)
  expect([replayed.code, said(replayed)]).toEqual([1, expect.stringContaining('repo/rollback: branch deploy has for')])
})

test.each(['an admin', 'the App'])('what %s pushes straight to main is not rendered', async (who) => {
  const before = await world.head('main')
  const by = who === 'an admin' ? world.admin : world.publisher.app.bot
  const sha = await world.github.repositories.commit(world.repository, moved('192.0.2.30/32'), { by })

  const outcome = await world.render(sha)

  expect([outcome.code, said(outcome)]).toEqual([1, expect.stringContaining(`repo/unreviewed-commit: ${sha}`)])
  await world.reset('main', before)
})

test('files that were changed on the way, another digest and another key are not signed', async () => {
  const pull = await world.propose('again', moved('192.0.2.28/32'), world.reviewer)
  await world.approve(pull, world.admin, world.second)
  const sha = await world.merge(pull)
  const rendered = await world.render(sha)
  const before = await world.head('deploy')
  const given = await world.json(rendered.outputs['rendered'])
  const evil = join(room, 'evil.json')
  writeFileSync(evil, JSON.stringify({ ...given, files: { ...(given['files'] as object), 'hub/haproxy/evil.map': 'x' } }))

  const outcomes = [
    await world.deliver(sha, rendered, { rendered: evil }),
    await world.deliver(sha, rendered, { digest: 'a'.repeat(64) }),
    await world.deliver(sha, rendered, { 'deploy-key': exportPkcs8(generateKey('p256')) }),
  ]

  expect(outcomes.map((outcome) => [outcome.code, said(outcome).split(';')[0]?.split(' (')[0]])).toEqual([
    [1, 'the files are not those of the digest'],
    [1, expect.stringContaining('and what was agreed to has aaaa')],
    [1, 'the deploy key is none of hub/deploy'],
  ])
  expect(await world.head('deploy')).toBe(before)
})
