import { afterAll, beforeAll, expect, test } from 'vitest'
import { sampleFiles } from '../support/environment.ts'
import { writeFiles } from '../support/folder.ts'
import { cli, words } from '../support/run-cli.ts'
import { workshop } from '../support/shell.ts'

const place = workshop()
const dir = place.directory
const AS_OF = '--as-of 2026-11-23T12:00:00Z --format json'

const git = (...args: readonly string[]): void => {
  const { ok, output } = place.run('git', '-c', 'user.name=a', '-c', 'user.email=a@b.example', ...args)
  if (!ok) throw new Error(output)
}

/** Whose files are blamed for a claim that another has. */
async function blamed(line: string): Promise<readonly string[]> {
  const { out } = await cli(dir, words(`check ${line} ${AS_OF}`))
  const { findings } = JSON.parse(out) as { readonly findings: readonly { readonly code: string; readonly path: string }[] }
  return findings.filter(({ code }) => code === 'endpoint/cidr-overlap' || code === 'access/oauth-client').map(({ code, path }) => `${code} ${path}`)
}

beforeAll(() => {
  writeFiles(dir, sampleFiles())
  git('init', '--quiet', '--initial-branch=main')
  git('add', '--all')
  git('commit', '--quiet', '--message', 'Begin')
})
afterAll(() => place.close())

test('of two claims to one address or client the later is blamed, whatever its name, before it is committed and after', async () => {
  const copied = ['endpoints.yaml', 'dfsp.yaml'].map((name) => [`dfsps/bluebank/${name}`, sampleFiles().get(`dfsps/greenbank/${name}`) ?? ''] as const)
  writeFiles(dir, copied)
  const expected = ['access/oauth-client dfsps/bluebank/dfsp.yaml', 'endpoint/cidr-overlap dfsps/bluebank/endpoints.yaml']

  expect(await blamed('.')).toEqual(expected)
  git('commit', '--quiet', '--all', '--message', 'Copy')
  expect(await blamed('.')).toEqual(expected)
  expect(await blamed('--git-dir .git --head main --issued main')).toEqual(expected)

  git('commit', '--quiet', '--allow-empty', '--message', 'Go on')
  git('switch', '--quiet', '--create', 'side')
  writeFiles(dir, [['README.md', 'x\n']])
  git('add', '--all')
  git('commit', '--quiet', '--message', 'Aside')
  git('switch', '--quiet', 'main')
  git('merge', '--quiet', '--no-ff', '--no-edit', 'side')
  expect(await blamed('.')).toEqual(expected)

  writeFiles(dir, [['dfsps/greenbank/endpoints.yaml', `# who was first may edit\n${sampleFiles().get('dfsps/greenbank/endpoints.yaml')}`]])
  expect(await blamed('.')).toEqual(expected)
  git('commit', '--quiet', '--all', '--message', 'Edit')
  expect(await blamed('.')).toEqual(expected)
})
