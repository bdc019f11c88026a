import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { simpleGit } from 'simple-git'
import { describe, expect, it } from 'vitest'
import type { CheckReport } from '../../src/model/finding.ts'
import { edited, sampleFiles } from '../support/environment.ts'
import { temporaryFolder, writeFiles } from '../support/folder.ts'
import { cli } from '../support/run-cli.ts'

const AS_OF = ['--as-of', '2026-11-23T12:00:00Z']
const SERVER = 'dfsps/greenbank/server/2026-11.pem'

function sampleFolder(): string {
  const dir = temporaryFolder()
  writeFiles(dir, sampleFiles())
  return dir
}

async function sampleRepository(): Promise<string> {
  const dir = sampleFolder()
  const git = simpleGit({ baseDir: dir })
  await git.raw(['init', '--quiet', '--initial-branch=main'])
  writeFiles(dir, [['.gitignore', 'issued/\n']])
  await commit(dir)
  return dir
}

async function commit(dir: string): Promise<void> {
  const git = simpleGit({ baseDir: dir })
  await git.raw(['add', '--all'])
  await git.raw(['-c', 'user.name=a', '-c', 'user.email=a@b.example', 'commit', '--quiet', '--message', 'a'])
}

describe('muhuri check', () => {
  it('exits 0 for a good folder, and says so', async () => {
    const { exit, out, err } = await cli(sampleFolder(), ['check', ...AS_OF])
    expect([exit, err]).toEqual([0, ''])
    expect(out).toMatch(/0 errors, 0 warnings, \d+ notices; verdict: pass\n$/)
  })

  it('exits 1 for a bad one, and names file and code', async () => {
    const dir = sampleFolder()
    writeFiles(dir, [[SERVER, 'not a certificate\n']])
    const { exit, out } = await cli(dir, ['check', '.', ...AS_OF])
    expect(exit).toBe(1)
    expect(out).toContain(`${SERVER} error cert/unreadable\n`)
    expect(readFileSync(join(dir, SERVER), 'utf8')).toBe('not a certificate\n')
  })

  it.each(['json', 'sarif', 'markdown', 'github'])('writes %s', async (format) => {
    const { exit, out } = await cli(sampleFolder(), ['check', ...AS_OF, '--format', format])
    expect(exit).toBe(0)
    if (format === 'json' || format === 'sarif') expect(() => JSON.parse(out) as unknown).not.toThrow()
  })

  it.each([
    ['a folder without an environment', ['check', '.']],
    ['an unknown format', ['check', '--format', 'xml']],
    ['an actor who is no number', ['check', '--actor', 'anna']],
    ['a git directory without a head', ['check', '--git-dir', '.git']],
  ])('exits 2 for %s', async (_, words) => {
    expect((await cli(temporaryFolder(), words)).exit).toBe(2)
  })

  it('finds a key of another environment', async () => {
    const other = sampleFolder()
    const { exit, out } = await cli(sampleFolder(), ['check', ...AS_OF, '--also', other, '--format', 'json'])
    expect(exit).toBe(1)
    expect((JSON.parse(out) as CheckReport).findings.some(({ code }) => code === 'csr/key-reuse')).toBe(true)
  })
})

describe('muhuri check --base', () => {
  it('compares the folder with a revision', async () => {
    const dir = await sampleRepository()
    writeFiles(dir, [[SERVER, 'not a certificate\n']])
    const { exit, out } = await cli(dir, ['check', '--base', 'main', '--actor', '1001', '--format', 'json', ...AS_OF])
    const report = JSON.parse(out) as CheckReport
    expect([exit, report.verdict, report.head]).toEqual([1, 'fail', null])
    expect(report.base).toMatch(/^[0-9a-f]{40}$/)
  })

  it('compares two revisions without looking at any folder', async () => {
    const dir = await sampleRepository()
    await simpleGit({ baseDir: dir }).raw(['checkout', '--quiet', '-b', 'note'])
    writeFiles(dir, Object.entries(edited('dfsps/greenbank/endpoints.yaml', 'Data centre A', 'Data centre B') as Record<string, string>))
    await commit(dir)
    const words = ['check', '--git-dir', join(dir, '.git'), '--base', 'main', '--head', 'note', ...AS_OF, '--format', 'json']
    const { exit, out } = await cli(temporaryFolder(), words)
    const report = JSON.parse(out) as CheckReport
    expect([exit, report.findings.filter((finding) => finding.new).map(({ code }) => code)]).toEqual([0, ['access/owner']])
    expect(['hub-review', 'hub-admin']).toContain(report.verdict)
  })

  it('exits 2 for a revision that is not there', async () => {
    expect((await cli(await sampleRepository(), ['check', '--base', 'nowhere'])).exit).toBe(2)
  })
})
