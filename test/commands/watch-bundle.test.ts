import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { WatchReport } from '../../src/model/watch.ts'
import { type GitEnvironment, gitEnvironment } from '../support/git-environment.ts'

let place: GitEnvironment

beforeAll(async () => {
  place = await gitEnvironment()
}, 60_000)
beforeEach(async () => {
  place.reset()
  place.clone('mine')
  await deploy()
})
afterAll(() => place.close())

const deploy = () => place.good('render hub --for all --out out --keys keys')

/** What the DFSP is told of the bundle by its own clone, and what is said besides. */
async function watched(): Promise<readonly [alarms: readonly string[], said: string]> {
  const { out, err } = await place.good('watch mine --as greenbank --accept --state seen.json --keys greenbank --bundle out --format json')
  return [(JSON.parse(out) as WatchReport).alarms.map(({ code, path }) => `${code} ${path ?? '-'}`), err]
}

/** The Hub's callbacks come from another address: a rendered file of every DFSP differs. */
function move(clone: string): void {
  const file = place.at(`${clone}/hub/endpoints.yaml`)
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^egress:.*\n(?:[ -].*\n)*/m, 'egress: { addresses: [192.0.2.77/32] }\n'))
  place.commit(clone, 'Move')
}

const pullMine = (): void => void place.git('mine', 'pull', '--quiet', 'origin', 'main')

test('a bundle that the clone renders itself, byte for byte, alarms on nothing', async () => {
  expect(await watched()).toEqual([[], ''])
})

test('a bundle of the commit before is compared with that commit', async () => {
  move('hub')
  place.push('hub')
  pullMine()
  expect(await watched()).toEqual([[], ''])
})

test('a clone that is behind says so, and alarms on nothing', async () => {
  move('hub')
  await deploy()
  place.push('hub')
  const [alarms, said] = await watched()
  expect([alarms, said]).toEqual([[], expect.stringMatching(/is rendered from [0-9a-f]{40}, which this clone has not reached: git pull here and in issued\//)])
  place.git('mine', 'fetch', '--quiet', 'origin')
  expect((await watched())[1]).toBe(said)
  pullMine()
  expect(await watched()).toEqual([[], ''])
})

test('a bundle of a commit that is no part of the history alarms', async () => {
  place.git('hub', 'switch', '--quiet', '--create', 'aside')
  move('hub')
  await deploy()
  place.git('hub', 'push', '--quiet', 'origin', 'aside')
  place.git('hub', 'switch', '--quiet', 'main')
  place.git('hub', 'commit', '--quiet', '--allow-empty', '--message', 'Go on')
  place.push('hub')
  pullMine()
  place.git('mine', 'fetch', '--quiet', 'origin')
  expect(await watched()).toEqual([['watch/bundle-elsewhere manifest.json'], ''])
})

test('a file that the clone does not render alarms, and so does a signature of nobody', async () => {
  writeFileSync(place.at('out/dfsps/greenbank/nftables/muhuri.nft'), 'table inet all {}\n')
  expect(await watched()).toEqual([['watch/bundle-differs nftables/muhuri.nft'], ''])
  const manifest = place.at('out/dfsps/greenbank/manifest.json')
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"sequence": 1', '"sequence": 2'))
  expect((await watched())[0]).toEqual(['watch/bundle-unsigned manifest.sig', 'watch/bundle-differs nftables/muhuri.nft'])
  rmSync(place.at('out/dfsps/greenbank/manifest.sig'))
  expect((await watched())[0][0]).toBe('watch/bundle-unsigned manifest.sig')
})
