import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { WatchReport } from '../../src/model/watch.ts'
import { sampleKeys } from '../support/environment.ts'
import { AT, git, home, pullWorld, write } from '../support/pull-world.ts'
import { cli } from '../support/run-cli.ts'

pullWorld()

async function alarms(...words: readonly string[]): Promise<readonly string[]> {
  const { out } = await cli(home, [
    'watch',
    'environment',
    '--as',
    'greenbank',
    '--state',
    'seen.json',
    '--keys',
    'mine',
    '--as-of',
    AT,
    '--format',
    'json',
    ...words,
  ])
  return (JSON.parse(out) as WatchReport).alarms.map(({ code, path }) => `${code} ${path ?? '-'}`)
}

function commit(message: string): void {
  git('environment', 'add', '--all')
  git('environment', 'commit', '--quiet', '--allow-empty', '--message', message)
}

describe('watch --as', () => {
  it('alarms on a change in the own folder until it is accepted', async () => {
    expect(await alarms()).toEqual([])
    write('environment/dfsps/greenbank/jws/2026-12.pem', sampleKeys('another-jws-key').publicPem)
    expect(await alarms()).toEqual(['watch/own-change dfsps/greenbank/jws/2026-12.pem'])
    expect(await alarms()).toEqual(['watch/own-change dfsps/greenbank/jws/2026-12.pem'])
    expect(await alarms('--accept')).toEqual([])
    expect(await alarms()).toEqual([])
  })

  it('alarms on a history that has lost what was seen', async () => {
    git('environment', 'init', '--quiet', '--initial-branch', 'main')
    commit('One')
    commit('Two')
    expect(await alarms()).toEqual([])
    commit('Three')
    expect(await alarms()).toEqual([])
    execFileSync('git', ['-C', join(home, 'environment'), 'reset', '--quiet', '--hard', 'HEAD~2'])
    commit('Another')
    expect(await alarms()).toEqual(['repo/rollback -'])
  })

  it('alarms on a bundle that is not what this clone renders', async () => {
    expect(await alarms('--bundle', 'out')).toEqual([])
    write('out/dfsps/greenbank/nftables/base.nft', 'table inet all {}\n')
    expect(await alarms('--bundle', 'out')).toEqual(['watch/bundle-differs nftables/base.nft'])
  })
})
