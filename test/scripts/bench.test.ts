import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { root } from '../architecture/sources.ts'

test('the bench makes an environment that is clean, and prints its ratios', { timeout: 240_000 }, () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/bench.ts', '--dfsps', '3', '--rounds', '1', '--anew'], {
    cwd: root,
    encoding: 'utf8',
  })

  expect(stderr).toBe('bench: making an environment of 3 DFSPs\n')
  expect(status).toBe(0)
  expect(stdout).toMatch(/^3 DFSPs: \d+ files, \d+ certificates, \d+ public keys, \d+ verifications\n/)
  expect(stdout.match(/ \d+\.\d\d x/g)).toHaveLength(4)
})
