import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fetchRequest } from '../../../src/adapters/request/fetch.ts'
import { revisionSource } from '../../../src/adapters/revision.ts'
import { check } from '../../../src/stages/check.ts'
import { load } from '../../../src/stages/load.ts'
import { type GitHubServer, startGitHub } from '../../support/github/server.ts'
import type { Repository } from '../../support/github/world.ts'
import { AT, smallEnvironment } from '../../support/small-environment.ts'

/** One entry of a raw tree, as no work tree could hold it. */
interface Entry {
  readonly mode: string
  readonly name: string | Buffer
  /** Default: a small file. */
  readonly id?: string
}

let github: GitHubServer
let repository: Repository
let room: string
let base: string
let blob: string

beforeAll(async () => {
  github = await startGitHub()
  const small = await smallEnvironment(['greenbank'])
  const files = Object.fromEntries([...small.folder.contents].filter(([path]) => !path.startsWith('issued/')))
  repository = await github.repositories.create(github.people.organisation('hub', 5001), 'pilot', { files })
  room = await mkdtemp(join(tmpdir(), 'muhuri-hostile-'))
  base = (await repository.git.resolve('refs/heads/main')) ?? ''
  blob = await repository.git.run(['hash-object', '-w', '--stdin'], 'x\n')
})
afterAll(async () => {
  await rm(room, { recursive: true, force: true })
  await github.close()
})

/** A commit upon main with these entries, byte for byte, in the folder `dfsps/greenbank/odd`. */
async function commitWith(entries: readonly Entry[]): Promise<string> {
  const { git } = repository
  const bytes = entries.map(({ mode, name, id = blob }) =>
    Buffer.concat([Buffer.from(`${mode} `), Buffer.from(name), Buffer.from([0]), Buffer.from(id, 'hex')]),
  )
  const odd = await git.run(['hash-object', '-t', 'tree', '--literally', '-w', '--stdin'], Buffer.concat(bytes))
  const graft = async (tree: string, name: string, child: string): Promise<string> => {
    const kept = (await git.run(['ls-tree', tree])).split('\n').filter((line) => !line.endsWith(`\t${name}`))
    return git.run(['mktree'], `${[...kept, `040000 tree ${child}\t${name}`].join('\n')}\n`)
  }
  const greenbank = await graft('main:dfsps/greenbank', 'odd', odd)
  const root = await graft('main:', 'dfsps', await graft('main:dfsps', 'greenbank', greenbank))
  return git.run(['commit-tree', root, '-p', base, '-m', 'Odd'])
}

async function findings(entries: readonly Entry[]): Promise<readonly string[]> {
  const head = await commitWith(entries)
  const { gitDir } = await fetchRequest({ server: github.url, repository: 'hub/pilot', token: null }, { base, head, pull: null }, room)
  const read = async (revision: string, since?: string) =>
    load(await revisionSource({ gitDir, revision, issued: null, ...(since === undefined ? {} : { since }) }).read())
  const report = check(await read(head, base), { at: AT, base: await read(base), actor: 1001 })
  return report.findings.filter((finding) => finding.new && finding.path.includes('odd')).map(({ code }) => code)
}

const file = (name: string | Buffer): Entry => ({ mode: '100644', name })

test('an ordinary file in a strange place is one finding: what follows is not of the folder', async () => {
  expect(await findings([file('plain.txt')])).toEqual(['repo/unknown-path'])
})

test.each<[string, readonly Entry[]]>([
  ['.git', [file('.git')]],
  ['.GIT', [file('.GIT')]],
  ['git~1', [file('git~1')]],
  ['.git with a zero-width non-joiner', [file('.g\u200cit')]],
  ['..', [file('..')]],
  ['a slash in a name', [file('a/b')]],
  ['one name twice', [file('a'), file('a')]],
  ['.gitmodules that is a symlink', [{ mode: '120000', name: '.gitmodules' }]],
])('git fsck refuses %s when it is fetched', async (_, entries) => {
  await expect(findings(entries)).rejects.toThrow('hub/pilot cannot be fetched')
})

test.each<[string, readonly Entry[], readonly string[]]>([
  ['a symlink', [{ mode: '120000', name: 'link' }], ['repo/symlink']],
  ['a submodule', [{ mode: '160000', name: 'sub' }], ['repo/submodule']],
  ['an executable', [{ mode: '100755', name: 'run' }], ['repo/executable']],
  ['mode 100777', [{ mode: '100777', name: 'run' }], ['repo/executable']],
  ['names that differ in case', [file('A.yaml'), file('a.yaml')], ['repo/unknown-path', 'repo/case-collision']],
  ['names of one normal form', [file('e\u0301.yaml'), file('\u00e9.yaml')], ['repo/name', 'repo/case-collision']],
  ['a newline', [file('a\n::error::x')], ['repo/name']],
  ['an escape', [file('a\u001b[2J')], ['repo/name']],
  ['a bidi override', [file('a\u202elmay.')], ['repo/name']],
  ['bytes that are not UTF-8', [file(Buffer.from([0x61, 0xff]))], ['repo/encoding']],
  ['.gitattributes', [file('.gitattributes')], ['repo/unknown-path']],
  ['.gitmodules', [file('.gitmodules')], ['repo/unknown-path']],
  ['.lfsconfig', [file('.lfsconfig')], ['repo/unknown-path']],
  ['CODEOWNERS elsewhere', [file('CODEOWNERS')], ['repo/unknown-path']],
])('the linter refuses %s, which git fsck lets through', async (_, entries, codes) => {
  expect(await findings(entries)).toEqual(codes)
})
