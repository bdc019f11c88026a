import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../architecture/sources.ts'

const entry = join(root, 'scripts', 'muhuri.mjs')

function muhuri(...words: readonly string[]) {
  return spawnSync(process.execPath, [entry, ...words], { encoding: 'utf8' })
}

test('help is a result: on stdout, exit 0', () => {
  const { status, stdout, stderr } = muhuri('--help')

  expect(stdout).toContain('usage: muhuri <command>')
  expect(stderr).toBe('')
  expect(status).toBe(0)
})

test('an unknown command is a usage error with a hint', () => {
  const { status, stdout, stderr } = muhuri('chekc')

  expect(stdout).toBe('')
  expect(stderr).toBe('muhuri: unknown command "chekc"\nhint: muhuri --help lists the commands\n')
  expect(status).toBe(2)
})

test('an instant that is none is a usage error', () => {
  expect(muhuri('check', '--as-of', 'tomorrow')).toMatchObject({ status: 2, stdout: '' })
})

test('a reader that stops reading ends it quietly', () => {
  const { stderr } = spawnSync('sh', ['-c', '"$0" "$1" --help | true', process.execPath, entry], { encoding: 'utf8' })

  expect(stderr).toBe('')
})
