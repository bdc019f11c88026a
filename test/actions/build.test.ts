import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { actionDefinitions } from '../../scripts/action-definitions.ts'
import { actionNames } from '../../scripts/build/action-names.ts'
import { build } from '../../scripts/build.ts'
import { release } from '../../scripts/release.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SOURCES = ['LICENSE', 'actions', 'environments', 'package.json', 'schemas', 'scripts', 'src', 'tsconfig.json']
const run = promisify(execFile)

let room: string
let dist: string

beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'muhuri-build-'))
  // The tree may change while this runs; both builds are of the same copy.
  await cloned(ROOT, 'one')
  dist = join(room, 'one', 'dist')
  await build(dist, join(room, 'one'))
})
afterAll(() => rm(room, { recursive: true, force: true }))

async function cloned(from: string, name: string): Promise<void> {
  await mkdir(join(room, name))
  for (const source of SOURCES) await cp(join(from, source), join(room, name, source), { recursive: true })
  await symlink(join(ROOT, 'node_modules'), join(room, name, 'node_modules'))
}

/** The command line as somebody has it who has only the file. */
async function alone(words: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(room, 'alone-'))
  await cp(join(dist, 'muhuri.mjs'), join(folder, 'muhuri.mjs'))
  const { stdout } = await run(process.execPath, [join(folder, 'muhuri.mjs'), ...words], { cwd: room, env: { PATH: process.env['PATH'], HOME: room } })
  return stdout
}

test('two builds in different folders give the same bytes', async () => {
  await cloned(join(room, 'one'), 'another-folder')
  await build(join(room, 'elsewhere'), join(room, 'another-folder'))

  for (const name of await readdir(dist)) expect([name, await digest(join(room, 'elsewhere', name))]).toEqual([name, await digest(join(dist, name))])
})

test('there is one shared file, a small one for each action, the command line, licences and sums', async () => {
  const names = await actionNames(join(room, 'one'))

  expect(names).toContain('check')
  expect((await readdir(dist)).sort()).toEqual(
    ['LICENCES.txt', 'SHA256SUMS', 'actions.mjs', 'muhuri.mjs', 'muhuri.mjs.sha256', ...names.map((name) => `${name}.mjs`)].sort(),
  )
  expect(await readFile(join(dist, 'check.mjs'), 'utf8')).toBe(`import { actions } from './actions.mjs'\n\nawait actions["check"]()\n`)
})

test('the sums are those of the files', async () => {
  const lines = (await readFile(join(dist, 'SHA256SUMS'), 'utf8')).trimEnd().split('\n')
  const sums = await Promise.all(lines.map(async (line) => `${await digest(join(dist, line.slice(66)))}  ${line.slice(66)}`))

  expect(sums).toEqual(lines)
  expect(lines.find((line) => line.endsWith('  muhuri.mjs'))).toBe((await readFile(join(dist, 'muhuri.mjs.sha256'), 'utf8')).trimEnd())
})

test('the licence of what is bundled is there, and no path of the machine', async () => {
  const text = await readFile(join(dist, 'LICENCES.txt'), 'utf8')
  for (const name of ['yaml', 'ajv', '@actions/core', 'oidc-provider']) expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'))
  for (const name of ['actions.mjs', 'muhuri.mjs']) {
    const code = await readFile(join(dist, name), 'utf8')
    expect([code.includes(room), code.includes(ROOT.replace(/\/$/, '/'))]).toEqual([false, false])
  }
})

test('the single file works without a clone: it sets up an environment, checks it, and reads a request twice', async () => {
  await alone(['init', 'pilot', '--name', 'pilot', '--tier', 'sandbox', '--keys', 'keys'])
  await alone(['admit', 'greenbank', '--dir', 'pilot', '--name', 'Green Bank', '--country', 'TZ', '--owner', '1001', '--keys', 'keys'])

  expect(JSON.parse(await alone(['check', 'pilot', '--format', 'json']))).toMatchObject({ verdict: 'pass' })
  const [csr = ''] = await readdir(join(room, 'pilot', 'dfsps', 'greenbank', 'hub-client'))
  const inspected = await alone(['inspect', `pilot/dfsps/greenbank/hub-client/${csr}`, '--as', 'csr', '--format', 'json'])
  expect(JSON.parse(inspected)).toMatchObject({ verdict: 'pass', findings: [] })
})

test('imported, the single file only gives what runs it', async () => {
  const { stdout } = await run(process.execPath, [
    '--input-type=module',
    '--eval',
    `console.log(Object.keys(await import(${JSON.stringify(pathToFileURL(join(dist, 'muhuri.mjs')).href)})))`,
  ])

  expect(stdout).toBe("[ 'main' ]\n")
})

test('the tree of a tag holds action.yml of each, what they run, a README with their uses, and sums; nothing else', async () => {
  const out = join(room, 'tag')
  await release(out, { repository: 'scheme/muhuri', root: join(room, 'one') })

  const names = await actionNames(join(room, 'one'))
  expect(await readdir(join(out, 'actions'))).toEqual(names)
  expect((await readdir(out)).sort()).toEqual(['LICENSE', 'README.md', 'SHA256SUMS', 'actions', 'dist'])
  expect((await readdir(join(out, 'dist'))).sort()).toEqual((await readdir(dist)).sort())
  const readme = await readFile(join(out, 'README.md'), 'utf8')
  for (const { folder, inputs, outputs } of await actionDefinitions(join(room, 'one'))) {
    expect(readme).toContain(`- uses: scheme/muhuri/actions/${folder}@<commit>\n`)
    for (const name of [...Object.keys(inputs), ...Object.keys(outputs)]) expect(readme).toContain(`- \`${name}\``)
    expect(Object.keys(inputs).filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name))).toEqual([])
  }
  expect((await run('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: out })).stdout).toBe('')
})

async function digest(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
}
