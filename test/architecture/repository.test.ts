import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './sources.ts'

/** What is, or is about to be, in the repository. */
function tracked(): readonly string[] {
  const out = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  return out.split('\0').filter((path) => path !== '' && statSync(join(root, path), { throwIfNoEntry: false })?.isFile() === true)
}

function containing(pattern: RegExp, paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => {
    const lines = readFileSync(join(root, path), 'utf8').split('\n')
    return lines.flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} ${line.trim().slice(0, 120)}`] : []))
  })
}

const paths = tracked()
const written = paths.filter((path) => path !== 'package-lock.json')

test('no path of one machine is in the repository', () => {
  const folders = ['work', 'farm', 'root', 'home/[a-z]', 'Users/[A-Za-z]'].join('|')

  expect(containing(new RegExp(`(^|[^A-Za-z0-9_.:/-])/(${folders})/`), written)).toEqual([])
})

test('no registry host is in the repository', () => {
  expect(containing(/registry\.[a-z]+\.(?:org|com)|"resolved": "https?:/, paths)).toEqual([])
})

test('no private key is in the repository', () => {
  const elsewhere = written.filter((path) => !/^(src|test|docs)\//.test(path))

  expect(containing(/-----BEGIN ([A-Z]+ )?PRIVATE KEY-----/, elsewhere)).toEqual([])
})

test('every text file ends with one newline and has no carriage return', () => {
  const text = written.filter((path) => !/^test\/(golden|cases|vectors)\//.test(path))
  const bad = text.filter((path) => {
    const content = readFileSync(join(root, path), 'utf8')
    return content !== '' && (!content.endsWith('\n') || content.endsWith('\n\n') || content.includes('\r'))
  })

  expect(bad).toEqual([])
})
