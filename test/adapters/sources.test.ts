import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEnvironment, openRevision } from '../../scripts/open-environment.ts'
import { folderFiles } from '../../src/adapters/files.ts'
import { folderSource } from '../../src/adapters/folder.ts'
import { revisionSource } from '../../src/adapters/revision.ts'
import type { Tree } from '../../src/model/tree.ts'
import { sampleFiles, sampleKeys, sampleTree } from '../support/environment.ts'

let top = ''
const folder = (): string => join(top, 'environment')
const ENV = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@b.example',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@b.example',
}
const git = (...words: readonly string[]): string => execFileSync('git', ['-C', folder(), ...words], { env: ENV, encoding: 'utf8' }).trim()
const io = { cwd: '/', env: {} }

const contents = ({ entries }: Tree) =>
  entries.map(({ path, mode, size, bytes, layer, utf8 }) => ({
    path,
    mode,
    size,
    layer,
    utf8,
    bytes: bytes === null ? null : Buffer.from(bytes).toString('latin1'),
  }))

beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), 'muhuri-sources-'))
  await mkdir(folder())
  git('init', '--quiet', '--initial-branch', 'issued')
  for (const [path, text] of sampleFiles()) {
    await mkdir(dirname(join(folder(), path)), { recursive: true })
    await writeFile(join(folder(), path), text)
  }
  await rm(join(folder(), '.git', 'info'), { recursive: true, force: true })
  execFileSync('git', ['--git-dir', join(folder(), '.git'), '--work-tree', join(folder(), 'issued'), 'add', '-A'], { env: ENV, cwd: join(folder(), 'issued') })
  git('commit', '--quiet', '-m', 'Issue')
  git('checkout', '--quiet', '--orphan', 'main')
  git('rm', '-r', '--quiet', '--cached', '.')
  git('add', 'environment.yaml', 'hub', 'dfsps')
  git('commit', '--quiet', '-m', 'Begin')
}, 60_000)

afterAll(() => rm(top, { recursive: true, force: true }))

test('a folder and a revision with the branch issued over it are the same tree', async () => {
  const fromFolder = await folderSource(folder()).read()
  const fromRevision = await revisionSource({ gitDir: folder(), revision: 'main' }).read()
  expect(contents(fromRevision)).toEqual(contents(fromFolder))
  expect(contents(fromFolder)).toEqual(contents(sampleTree()))
  expect([fromRevision.commit, fromRevision.treeId]).toEqual([git('rev-parse', 'main'), git('rev-parse', 'main^{tree}')])
})

test('a bare repository is read as well, by hash, without the branch where none is wanted', async () => {
  const bare = join(top, 'bare.git')
  git('clone', '--quiet', '--bare', folder(), bare)
  const tree = await revisionSource({ gitDir: bare, revision: git('rev-parse', 'main'), issued: null }).read()
  expect(tree.entries.filter(({ layer }) => layer === 'issued')).toEqual([])
  expect(tree.entries.length).toBe([...sampleFiles().keys()].filter((path) => !path.startsWith('issued/')).length)
})

test.each(['nowhere', '--help', '', 'main\nmain', 'main:environment.yaml', `${'0'.repeat(40)}`])('revision %j is not there', async (revision) => {
  await expect(revisionSource({ gitDir: folder(), revision }).read()).rejects.toMatchObject({ code: 'usage' })
})

test('a folder that is no repository, and a repository that is not there', async () => {
  await expect(revisionSource({ gitDir: top, revision: 'main' }).read()).rejects.toMatchObject({ code: 'usage' })
  await expect(revisionSource({ gitDir: join(top, 'none'), revision: 'main' }).read()).rejects.toMatchObject({ code: 'usage' })
})

test('links, submodules, modes, wrong names and large files come out of Git as they are', async () => {
  const blob = (data: Buffer | string): string =>
    execFileSync('git', ['-C', folder(), 'hash-object', '-w', '--stdin'], { env: ENV, input: data, encoding: 'utf8' }).trim()
  const x = blob('x')
  const lines = [
    `120000 blob ${blob('/etc/passwd')}\tlink`,
    `160000 commit ${git('rev-parse', 'main')}\tmodule`,
    `100755 blob ${x}\trun`,
    `100644 blob ${blob(Buffer.alloc(70_000, 97))}\tlarge`,
  ]
  const input = Buffer.concat([
    Buffer.from(lines.map((line) => `${line}\0`).join('')),
    Buffer.from(`100644 blob ${x}\tnew\nline\0`),
    Buffer.from(`100644 blob ${x}\t`),
    Buffer.from([0xff, 0]),
  ])
  const tree = execFileSync('git', ['-C', folder(), 'mktree', '-z'], { env: ENV, input, encoding: 'utf8' }).trim()
  const commit = git('commit-tree', tree, '-m', 'x')
  const { entries } = await revisionSource({ gitDir: folder(), revision: commit, issued: null }).read()
  expect(entries.map(({ path, mode, size, bytes, utf8 }) => [path, mode, size, bytes?.length ?? null, utf8])).toEqual([
    ['large', '100644', 70_000, null, true],
    ['link', '120000', 11, null, true],
    ['module', '160000', null, null, true],
    ['new\nline', '100644', 1, 1, true],
    ['run', '100755', 1, 1, true],
    ['\uFFFD', '100644', 1, 1, false],
  ])
})

test('what earlier commits of a change held is read where its beginning is given', async () => {
  const secret = sampleKeys('greenbank-client-2026-11').privatePem
  git('checkout', '--quiet', '-b', 'leak', 'main')
  await writeFile(join(folder(), 'dfsps/greenbank/jws/next.pem'), secret)
  git('add', 'dfsps')
  git('commit', '--quiet', '-m', 'Oops')
  await rm(join(folder(), 'dfsps/greenbank/jws/next.pem'))
  git('add', 'dfsps')
  git('commit', '--quiet', '-m', 'Hide it')
  git('checkout', '--quiet', 'main')
  const { treeFindings } = await openRevision({ gitDir: folder(), revision: 'leak', since: 'main' }, io)
  expect(treeFindings.map(({ code, path, line, dfsp }) => [code, path, line, dfsp])).toEqual([
    ['repo/private-key', 'dfsps/greenbank/jws/next.pem', 1, 'greenbank'],
  ])
  expect((await openRevision({ gitDir: folder(), revision: 'leak' }, io)).treeFindings).toEqual([])
  await expect(revisionSource({ gitDir: folder(), revision: 'leak', since: 'nowhere' }).read()).rejects.toMatchObject({ code: 'usage' })
})

test('replaced objects do not count', async () => {
  const before = await revisionSource({ gitDir: folder(), revision: 'main' }).read()
  const id = git('rev-parse', 'main:environment.yaml')
  const other = git('rev-parse', 'main:hub/hub.yaml')
  git('replace', id, other)
  try {
    expect(contents(await revisionSource({ gitDir: folder(), revision: 'main' }).read())).toEqual(contents(before))
  } finally {
    git('replace', '-d', id)
  }
})

describe('a folder', () => {
  test('links are not followed, repositories inside are submodules, what a killed write left is not seen', async () => {
    const dir = join(top, 'odd')
    await mkdir(join(dir, 'inner/.git'), { recursive: true })
    await mkdir(join(dir, 'issued/.git'), { recursive: true })
    await writeFile(join(dir, 'run'), 'x')
    await chmod(join(dir, 'run'), 0o755)
    await writeFile(join(dir, 'large'), Buffer.alloc(70_000))
    await writeFile(join(dir, '.muhuri-1-0123456789abcdef.tmp'), 'half')
    await symlink('/etc', join(dir, 'link'))
    execFileSync('mkfifo', [join(dir, 'pipe')])
    const { entries } = await folderSource(dir).read()
    expect(entries.map(({ path, mode, bytes }) => [path, mode, bytes?.length ?? null])).toEqual([
      ['inner', '160000', null],
      ['large', '100644', null],
      ['link', '120000', null],
      ['pipe', '000000', null],
      ['run', '100755', 1],
    ])
  })

  test('without environment.yaml there is no environment', async () => {
    await expect(openEnvironment(join(top, 'odd'), io)).rejects.toMatchObject({ code: 'usage' })
    await expect(openEnvironment(join(top, 'none'), io)).rejects.toMatchObject({ code: 'usage' })
    await expect(openRevision({ gitDir: folder(), revision: 'issued' }, io)).rejects.toMatchObject({ code: 'usage' })
  })

  test('MUHURI_BLOCKED_KEYS names files of blocked keys', async () => {
    const list = join(top, 'blocked.txt')
    await writeFile(list, `# weak\n${'AB'.repeat(32)}\n`)
    const { blockedKeys } = await openEnvironment('environment', { cwd: top, env: { MUHURI_BLOCKED_KEYS: list } })
    expect([...blockedKeys]).toEqual(['ab'.repeat(32)])
    await writeFile(list, 'nonsense\n')
    await expect(openEnvironment(folder(), { cwd: '/', env: { MUHURI_BLOCKED_KEYS: list } })).rejects.toMatchObject({ code: 'usage' })
    await expect(openEnvironment(folder(), { cwd: '/', env: { MUHURI_BLOCKED_KEYS: join(top, 'none') } })).rejects.toMatchObject({ code: 'usage' })
  })
})

describe('writing', () => {
  test('makes folders, replaces whole files, leaves nothing else behind', async () => {
    const dir = join(top, 'written')
    const files = folderFiles(dir)
    await files.write('a/b/c.yaml', 'one')
    await files.write('a/b/c.yaml', new Uint8Array([0x74]))
    await files.remove('a/none')
    expect([await readdir(dir), (await folderSource(dir).read()).entries.map(({ path, bytes }) => [path, bytes?.length])]).toEqual([['a'], [['a/b/c.yaml', 1]]])
    await files.remove('a/b/c.yaml')
    expect((await folderSource(dir).read()).entries).toEqual([])
  })

  test('what a process that is gone left half-written is swept up', async () => {
    const dir = join(top, 'swept')
    await mkdir(dir)
    await writeFile(join(dir, '.muhuri-4194305-0123456789abcdef.tmp'), 'half')
    await folderFiles(dir).write('a', 'x')
    expect(await readdir(dir)).toEqual(['a'])
  })

  test.each(['../x', '/x', 'a/../x', 'a//x', './x', '', 'a\\x'])('%j is refused', async (path) => {
    await expect(folderFiles(top).write(path, 'x')).rejects.toMatchObject({ code: 'bug' })
  })

  test('a path through a link is refused', async () => {
    const dir = join(top, 'linked')
    await mkdir(dir)
    await symlink(top, join(dir, 'out'))
    await expect(folderFiles(dir).write('out/x', 'x')).rejects.toMatchObject({ code: 'refused' })
  })
})
