import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { root } from '../architecture/sources.ts'

const bench = (...args: readonly string[]) => spawnSync(process.execPath, ['--import', 'tsx', 'scripts/bench.ts', ...args], { cwd: root, encoding: 'utf8' })

/** Name, ours, baseline and ratio of a row, numbers as `n`. */
const shapeOf = (row: string): string =>
  row
    .replace(/\d[\d.]*/g, 'n')
    .replace(/ {2,}/g, '  ')
    .trimEnd()

test('the bench makes an environment that is clean, and prints a ratio for everything it measures', { timeout: 400_000 }, () => {
  const { status, stdout, stderr } = bench('--dfsps', '2', '--rounds', '1', '--anew')

  expect(stderr.replace(/\d+/g, 'n')).toBe('bench: making an environment of n DFSPs\nbench: n DFSPs: n files, n certificates, n public keys, n verifications\n')
  expect(status).toBe(0)
  const [head, ...rows] = stdout.trimEnd().split('\n')
  expect(head?.split(/ +/)).toEqual(['', 'ours', 'baseline', 'ratio', 'aim'])
  expect(rows.map(shapeOf)).toEqual([
    'check of n DFSPs  n ms  n ms bare loop of crypto  n x',
    'render for n DFSPs, all targets  n ms  n ms JSON.stringify of the model  n x',
    ...['P-n', 'RSA-n'].flatMap((kind) =>
      ['cfssl, n in flight, wall', 'cfssl, n in flight, wall', 'cfssl, CPU of its server', 'openssl speed, signatures'].map(
        (baseline) => `issue, ${kind} CA  n/s  n/s ${baseline}  n x`,
      ),
    ),
    'reissue for n DFSPs  n ms  n ms bare signatures  n x',
    'paths  n/s  n/s openssl verify, CPU  n x',
    'CRL of n entries  n ms  n ms  n x',
    'full checks, n CSRs + n certs  n ms  n ms  n x',
    'quality of n RSA keys  n ms  n ms  n x',
  ])
})

test('a bench that there is not is named, with those that there are', () => {
  const { status, stdout, stderr } = bench('--only', 'nothing')

  expect([status, stdout]).toEqual([1, ''])
  expect(stderr).toContain('there is no bench "nothing"; expected one of check, render, issue, reissue, paths, crl, checks')
})
