import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { story } from '../../scripts/demo/story.ts'
import { root } from '../architecture/sources.ts'
import { has } from '../support/tools.ts'

test('the demo runs to its end', { timeout: 400_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'muhuri-demo-test-'))
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/demo.ts', folder], { cwd: root, encoding: 'utf8' })
  rmSync(folder, { recursive: true, force: true })

  expect(stderr).toBe('')
  expect(status).toBe(0)
  expect(story.flatMap(({ steps }) => steps).filter(({ command }) => !stdout.includes(`$ ${command}\n`))).toEqual([])
  expect(stdout).toContain('The plan that the reviewer read')
  if (has('haproxy') && has('nft') && has('ip') && has('namespaces')) expect(stdout).not.toContain('NOT RUN')
})
