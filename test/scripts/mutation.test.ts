import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder, writeFiles } from '../support/folder.ts'

/** `isAdult` is tested on one side of its border only: `>=` for `>` survives, everything else dies. */
const TINY = {
  'package.json': '{ "type": "module" }\n',
  'src/pki/tiny.ts': 'export function isAdult(age: number): boolean {\n  return age > 17\n}\n',
  'test/pki/tiny.test.ts': [
    "import { expect, onTestFinished, test } from 'vitest'",
    "import { isAdult } from '../../src/pki/tiny.ts'",
    "test.each([[16, false], [18, true]])('%i', (age, expected) => {",
    '  onTestFinished(() => {})',
    '  expect(isAdult(age)).toBe(expected)',
    '})',
    '',
  ].join('\n'),
}

it('the runner kills what a test notices, keeps what none does, and says what all of it comes to', () => {
  const project = temporaryFolder()
  writeFiles(project, Object.entries(TINY))
  for (const path of ['scripts/mutation', 'stryker.config.mjs']) cpSync(path, join(project, path), { recursive: true })
  symlinkSync(resolve('node_modules'), join(project, 'node_modules'))
  const temporary = join(project, 'temporary')
  mkdirSync(temporary)

  const args = ['run', '--mutate', 'src/pki/tiny.ts', '--testFiles', 'test/pki/tiny.test.ts', '--concurrency', '1']
  const printed = execFileSync(resolve('node_modules/.bin/stryker'), args, { cwd: project, env: { ...process.env, TMPDIR: temporary }, encoding: 'utf8' })

  expect(printed).toContain('src/pki/tiny.ts:2:10\n-     return age > 17\n+     return age >= 17')
  expect(printed.match(/^\[Survived]/gm)).toHaveLength(1)
  expect(printed).toContain('src/pki: 80.00 % (4 of 5 mutants killed or timed out, 1 files)\nsrc/rules: nothing measured yet\n')
}, 120_000)
