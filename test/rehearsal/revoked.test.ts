import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Outcome } from '../../src/stages/rehearsal/scene.ts'
import { type GitEnvironment, gitEnvironment } from '../support/git-environment.ts'
import { type LiveScene, liveScene, tokenIssuer } from '../support/live-scene.ts'
import { testWith } from '../support/tools.ts'

/** From the operator's hands to a closed door: the very client that has just passed is refused, with the Git host there and without it. */

const test = testWith('git', 'haproxy', 'nft', 'ip', 'unshare', 'namespaces')
const NOW = `${new Date().toISOString().slice(0, 19)}Z`
const BANKS = ['bluebank', 'greenbank', 'redbank']
let place: GitEnvironment
let live: LiveScene

const statusOf = ({ response }: Outcome): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(response)?.[1] ?? 0)
const serialOf = (id: string): string => readdirSync(place.at(`hub/issued/certificates/${id}`))[0]?.split('.')[1] ?? ''
const render = (clone: string) => place.good(`render ${clone} --for all --out out --keys keys`)

beforeAll(async () => {
  place = await gitEnvironment(BANKS, NOW)
  const issuer = tokenIssuer(place, 'hub')
  for (const id of BANKS) await place.good(`activate ${id} --dir hub --accept-unconfirmed`)
  place.commit('hub', 'Activate')
  place.push('hub')
  place.clone('gateway')
  await render('gateway')
  live = await liveScene(place, { clone: 'gateway', issuer })
}, 180_000)
afterAll(async () => {
  await live.close()
  place.close()
})

/** Seconds from the decision to the refusal, which the same client has just been spared. */
async function closed(id: string, deeds: () => Promise<void>): Promise<void> {
  expect(statusOf(await live.call(id))).toBe(200)
  const begun = performance.now()
  await place.good(`revoke ${serialOf(id)} --dir hub --reason keyCompromise --by ${id}`)
  place.commit('hub', 'Revoke')
  await place.good('sign hub --crl-only --keys keys')
  place.commit('hub', 'List')
  await deeds()
  await live.reload()
  const after = await live.call(id)
  process.stdout.write(`revoked -> denied, ${id}: ${((performance.now() - begun) / 1000).toFixed(1)} s\n`)

  expect(statusOf(after)).toBe(0)
  expect([after.connected, after.response]).toEqual([true, ''])
  for (const other of BANKS.filter((bank) => bank > id)) expect(statusOf(await live.call(other))).toBe(200)
}

test('with the Git host there: revoked in one clone, pushed, rendered from another, refused', async () => {
  await closed('bluebank', async () => {
    place.push('hub')
    place.git('gateway', 'pull', '--quiet', 'origin', 'main')
    place.git('gateway/issued', 'pull', '--quiet', 'origin', 'issued')
    await render('gateway')
  })
})

test('without it: revoked, signed and rendered in the clone that is at hand, refused', async () => {
  place.git('hub', 'remote', 'remove', 'origin')
  await closed('greenbank', async () => {
    await render('hub')
  })
})

test("the operator's list closes without any of that, in and out, and what is rendered next leaves it as it is", async () => {
  expect([statusOf(await live.call('redbank')), statusOf(await live.callBack('redbank'))]).toEqual([200, 503])
  appendFileSync(place.at('out/hub/haproxy/deny.lst'), 'redbank\n')
  await live.reload()
  expect([statusOf(await live.call('redbank')), statusOf(await live.callBack('redbank'))]).toEqual([403, 403])

  await render('hub')
  await live.reload()
  expect(statusOf(await live.call('redbank'))).toBe(403)
  writeFileSync(place.at('out/hub/haproxy/deny.lst'), '')
  await live.reload()
  expect(statusOf(await live.call('redbank'))).toBe(200)
})

test('an address in the list of the firewall is refused both ways, before anything that is rendered opens it', async () => {
  const callback = '203.0.113.12'
  await live.scene.listen({ station: 'dfsp-redbank', address: callback, port: 443, marker: 'redbank', tls: null })
  const both = async () => {
    const out = await live.scene.exchange({
      station: 'hub',
      source: '192.0.2.20',
      host: callback,
      port: 443,
      prefix: '',
      tls: null,
      bytes: 'GET / HTTP/1.1\r\nHost: redbank\r\nConnection: close\r\n\r\n',
      connectMs: 1500,
    })
    return [(await live.call('redbank')).connected, out.connected]
  }
  expect(await both()).toEqual([true, true])
  const file = place.at('out/hub/nftables/deny.nft')
  const empty = readFileSync(file, 'utf8')
  const listed = empty.replace('flags interval\n', `flags interval\n    elements = { 198.51.100.48/29, ${callback} }\n`)
  writeFileSync(file, listed)
  await render('hub')
  await live.reload()

  expect(readFileSync(file, 'utf8')).toBe(listed)
  expect(await both()).toEqual([false, false])

  writeFileSync(file, empty)
  await live.reload()
  expect(await both()).toEqual([true, true])
})
