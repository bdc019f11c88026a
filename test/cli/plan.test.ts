import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'vitest'
import { edited, sampleFiles } from '../support/environment.ts'
import { temporaryFolder, writeFiles } from '../support/folder.ts'
import { cli } from '../support/run-cli.ts'
import { testWith } from '../support/tools.ts'

const AS_OF = ['--as-of', '2026-11-23T12:00:00Z'] as const
const main = [...sampleFiles()].filter(([path]) => !path.startsWith('issued/'))
const issued = [...sampleFiles()].filter(([path]) => path.startsWith('issued/')).map(([path, text]) => [path.slice('issued/'.length), text] as const)

const it = testWith('git')

/** A repository with the sample on `main`, its machine layer on `issued`, and a branch `change` with one file altered. */
function repository(change: Readonly<Record<string, string | Uint8Array | null>>): string {
  const dir = temporaryFolder()
  const git = (...words: string[]): void =>
    void execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@pilot.example', ...words], { cwd: dir, stdio: 'pipe' })
  git('init', '--quiet', '--initial-branch=issued')
  writeFiles(dir, issued)
  git('add', '.')
  git('commit', '--quiet', '-m', 'issued')
  git('checkout', '--quiet', '--orphan', 'main')
  git('rm', '-rf', '--quiet', '.')
  writeFiles(dir, main)
  git('add', '.')
  git('commit', '--quiet', '-m', 'main')
  git('checkout', '--quiet', '-b', 'change')
  writeFiles(
    dir,
    Object.entries(change).flatMap(([path, text]) => (text === null ? [] : [[path, text] as const])),
  )
  git('add', '.')
  git('commit', '--quiet', '-m', 'change')
  return dir
}

function conforms(name: string, json: string): unknown {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  const schema = JSON.parse(readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8')) as object
  ajv.validate(schema, JSON.parse(json))
  return ajv.errors ?? []
}

const wider = edited('dfsps/greenbank/endpoints.yaml', '198.51.100.16/29', '198.51.100.16/28')

it('plan compares two revisions without a checkout, in every format', async () => {
  const dir = repository(wider)
  const words = ['plan', '--git-dir', join(dir, '.git'), '--base', 'main', '--head', 'change', '--actor', '1001', ...AS_OF]
  const text = await cli(dir, words)
  expect(text).toMatchObject({ exit: 0, err: '' })
  expect(text.out).toContain("Opens 198.51.100.24/29 (8 addresses) to the Hub's port 443 for greenbank.")
  expect(text.out).toContain('~ hub/nftables/muhuri.nft')
  const json = await cli(dir, [...words, '--format', 'json'])
  expect(conforms('plan', json.out)).toEqual([])
  expect(JSON.parse(json.out)).toMatchObject({
    class: 'hub-review',
    base: expect.stringMatching(/^[0-9a-f]{40}$/),
    head: expect.stringMatching(/^[0-9a-f]{40}$/),
  })
  expect((await cli(dir, [...words, '--format', 'markdown'])).out).toContain('## Plan: hub-review')
})

it('plan gives the same digest for the same bytes, whatever holds them', async () => {
  const dir = repository(wider)
  const plan = async (head: string): Promise<string> =>
    (await cli(dir, ['plan', '--base', 'main', ...(head === '' ? [] : ['--head', head]), ...AS_OF, '--format', 'json'])).out
  const [branch, folder] = [JSON.parse(await plan('change')), JSON.parse(await plan(''))] as { digest: string }[]
  expect(branch?.digest).toBe(folder?.digest)
})

it('plan without a base, and with one that is not there, is a usage error', async () => {
  const dir = repository(wider)
  expect(await cli(dir, ['plan', ...AS_OF])).toMatchObject({ exit: 2, out: '' })
  expect(await cli(dir, ['plan', '--base', 'nowhere', ...AS_OF])).toMatchObject({ exit: 2, out: '' })
})

it('status reads a folder, for all DFSPs or one', async () => {
  const dir = temporaryFolder()
  writeFiles(dir, sampleFiles())
  const json = await cli(dir, ['status', '--format', 'json', ...AS_OF])
  expect(conforms('status', json.out)).toEqual([])
  expect((JSON.parse(json.out) as { dfsps: { id: string }[] }).dfsps.map(({ id }) => id)).toEqual(['bluebank', 'greenbank'])
  expect((await cli(dir, ['status', '--dfsp', 'greenbank', ...AS_OF])).out).not.toContain('bluebank')
  expect(await cli(dir, ['status', '--dfsp', 'nobody'])).toMatchObject({ exit: 2, out: '' })
})
