import { simpleGit } from 'simple-git'
import { describe, expect, it } from 'vitest'
import type { CheckReport } from '../../src/model/finding.ts'
import { edited, sampleFiles } from '../support/environment.ts'
import { temporaryFolder, writeFiles } from '../support/folder.ts'
import { cli } from '../support/run-cli.ts'

const GREEN = 'dfsps/greenbank/endpoints.yaml'
const BLUE = 'dfsps/bluebank/endpoints.yaml'

/** main and the branch `change` part from one commit, each with edits of its own. */
async function parted(onMain: Record<string, string>, onBranch: Record<string, string>): Promise<string> {
  const dir = temporaryFolder()
  const git = simpleGit({ baseDir: dir })
  const commit = async (files: Iterable<readonly [string, string | Uint8Array]>): Promise<void> => {
    writeFiles(dir, files)
    await git.raw(['add', '--all'])
    await git.raw(['-c', 'user.name=a', '-c', 'user.email=a@b.example', 'commit', '--quiet', '--message', 'a'])
  }
  await git.raw(['init', '--quiet', '--initial-branch=main'])
  await commit([...sampleFiles(), ['.gitignore', 'issued/\n']])
  await git.raw(['checkout', '--quiet', '-b', 'change'])
  await commit(Object.entries(onBranch))
  await git.raw(['checkout', '--quiet', 'main'])
  await commit(Object.entries(onMain))
  return dir
}

async function checked(dir: string): Promise<CheckReport> {
  const { out } = await cli(dir, ['check', '--base', 'main', '--head', 'change', '--actor', '1001', '--as-of', '2026-11-23T12:00:00Z', '--format', 'json'])
  return JSON.parse(out) as CheckReport
}

const text = (path: string, from: string, to: string): Record<string, string> => edited(path, from, to) as Record<string, string>

describe('a change that was made from an older base', () => {
  it('is judged by what it changes, not by what base has got since', async () => {
    const report = await checked(
      await parted({ 'docs/later.md': '# Later\n', 'dfsps/bluebank/README.md': 'Blue\n' }, text(GREEN, 'Data centre A', 'Data centre B')),
    )
    expect(report.findings.filter((finding) => finding.new && finding.severity === 'error')).toEqual([])
    expect(report.verdict).not.toBe('fail')
  })

  it('meets what base has got since: two that claim one block do not both pass', async () => {
    const cidr = '203.0.113.64/29'
    const claim = (path: string): Record<string, string> => text(path, 'egress:\n', `egress:\n  - { cidr: ${cidr}, note: Claimed }\n`)
    const report = await checked(await parted(claim(BLUE), claim(GREEN)))
    expect([report.verdict, report.findings.filter(({ severity }) => severity === 'error').map(({ code, path }) => `${code} ${path}`)]).toEqual([
      'fail',
      [`endpoint/cidr-overlap ${GREEN}`],
    ])
  })

  it('is refused where both change the same lines', async () => {
    const report = await checked(await parted(text(GREEN, 'Data centre A', 'Data centre C'), text(GREEN, 'Data centre A', 'Data centre B')))
    expect([report.verdict, report.findings.filter((finding) => finding.new).map(({ code, severity, path }) => `${severity} ${code} ${path}`)]).toEqual([
      'fail',
      ['error access/behind .'],
    ])
  })
})
