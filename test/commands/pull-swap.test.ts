import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { installationAt } from '../../src/adapters/pull/installation.ts'
import type { Version } from '../../src/model/bundle.ts'
import { root } from '../architecture/sources.ts'
import { AT, digest, home, pull, pullWorld, read, TRUST, write } from '../support/pull-world.ts'

pullWorld({ installed: true })

const live = (): string => join(home, 'live')

/** One small version after that which is installed. */
async function nextVersion(): Promise<Version> {
  const state = await installationAt(live()).state()
  if (state === null) throw new Error('nothing is installed')
  const manifest = readFileSync(join(home, 'live/manifest.json'))
  const brought = new Set(readdirSync(`${live()}/`, { recursive: true }).map(String))
  const placed = new Map([
    ['a/new', Buffer.from('new')],
    ['manifest.json', manifest],
  ])
  return { placed, keep: [], brought, state: { ...state, sequence: 2 } }
}

/** Cut off before step `last`; gives the steps that it came to, and what stood there then. */
async function cutOff(version: Version, last: number): Promise<{ readonly steps: readonly string[]; readonly ended: boolean }> {
  const steps: string[] = []
  const cut = installationAt(live(), (name) => {
    steps.push(name)
    if (steps.length === last) throw new Error('cut off')
  })
  const ended = await cut.install(version).then(
    () => true,
    () => false,
  )
  return { steps, ended }
}

describe('a swap that is cut off', () => {
  it('leaves the old or the new at every step, and the next run ends it', async () => {
    const [old, version] = [digest(), await nextVersion()]
    const seen = new Set<string>()
    for (let last = 1; ; last += 1) {
      const { steps, ended } = await cutOff(version, last)
      const isNew = standing() === 'new'
      expect(isNew || digest() === old).toBe(true)
      seen.add(standing())
      if (!ended && !isNew) continue
      expect(steps).toEqual(expect.arrayContaining(['clear', 'write a/new', 'state', 'swap', 'rename']))
      break
    }
    expect([...seen]).toEqual(['old', 'new'])
    expect(await installationAt(live()).state()).toMatchObject({ sequence: 2 })
  })
})

/** What stands at `--into` is the operator's own folder: nothing of ours was ever there. */
function plainFolder(): void {
  renameSync(live(), join(home, 'elsewhere'))
  renameSync(join(home, '.live.muhuri'), join(home, '.elsewhere.muhuri'))
  mkdirSync(join(home, '.live.muhuri/versions'), { recursive: true })
  write('live/deny.lst', '198.51.100.7\n')
  write('live/keys/server.key', 'mine\n')
}

/** What `plainFolder` moved away is there again, and what came of it is out of the way. */
function putBack(round: number): void {
  for (const name of ['live', '.live.muhuri']) renameSync(join(home, name), join(home, `${name}-${round}`))
  for (const name of ['live', '.live.muhuri']) renameSync(join(home, name.replace('live', 'elsewhere')), join(home, name))
}

const standing = (): string => (existsSync(join(live(), 'a/new')) ? 'new' : 'old')
const mine = (): readonly string[] => [read('live/deny.lst'), read('live/keys/server.key')]

describe('a plain folder that stands there already', () => {
  it('is moved aside, with what is in it kept, and said to be', async () => {
    plainFolder()
    const { exit, out } = await pull()
    const { notes } = JSON.parse(out) as { notes: readonly string[] }
    expect([exit, lstatSync(live()).isSymbolicLink(), mine()]).toEqual([0, true, ['198.51.100.7\n', 'mine\n']])
    expect(notes.at(-1)).toMatch(/^a plain folder stood at ".*live" and lies at ".*before-\d+" now; between two renames nothing stood there; /)
  })

  it('is there, or all of the new is, after each step at which the move is cut off and finished', async () => {
    const version = await nextVersion()
    const ends: string[] = []
    for (let last = 1; ; last += 1) {
      plainFolder()
      const { steps, ended } = await cutOff(version, last)
      const isGone = !existsSync(live())
      const said = await installationAt(live()).finish()
      expect([mine(), said.length]).toEqual([['198.51.100.7\n', 'mine\n'], isGone ? 2 : 0])
      expect(await installationAt(live()).finish()).toEqual([])
      ends.push(`${steps.at(-1)}: ${isGone ? 'gone, then ' : ''}${standing()}`)
      putBack(last)
      if (ended) break
    }
    const from = ends.findIndex((end) => end.startsWith('swap'))
    expect(ends.slice(from)).toEqual([
      'swap: old',
      'move aside: old',
      'rename: gone, then new',
      'carry from aside: new',
      'carry again: new',
      'remember: new',
      'prune: new',
      'prune: new',
    ])
  })
})

/** The command line from its sources, which kills its own process, as the power does, before the nth call of that name. */
const KILLER = `
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
const [name, nth] = process.env.KILL_BEFORE.split(' ')
const real = fs[name]
let calls = 0
fs[name] = (...words) => {
  if (String(words.join(' ')).includes('live') && ++calls === Number(nth)) process.kill(process.pid, 'SIGKILL')
  return real(...words)
}
syncBuiltinESMExports()
const { main } = await import('${pathToFileURL(join(root, 'scripts/main.ts')).href}')
await main()
`

function killedPull(moment: string): { readonly signal: string | null; readonly status: number | null } {
  writeFileSync(join(home, 'killer.mjs'), KILLER)
  const words = ['--from', join(home, 'out'), '--into', live(), '--for', 'bluebank', '--trust', TRUST, '--as-of', AT]
  const program = ['--import', 'tsx', join(home, 'killer.mjs'), 'pull', ...words]
  const { signal, status } = spawnSync(process.execPath, program, { cwd: root, env: { ...process.env, KILL_BEFORE: moment }, stdio: 'ignore' })
  return { signal, status }
}

describe('a pull that is killed', () => {
  it.each([
    ['while it writes the files', 'open 30', 'old'],
    ['before the link is turned', 'rename 2', 'old'],
    ['after the link is turned', 'rename 3', 'new'],
  ])('%s leaves the whole of one, and the next pull ends it and takes the lock over', { timeout: 60_000 }, async (_, moment, stands) => {
    const [before, link] = [digest(), readlinkSync(live())]
    renameSync(join(home, 'out'), join(home, 'first'))
    renameSync(join(home, 'second'), join(home, 'out'))
    expect(killedPull(moment)).toEqual({ signal: 'SIGKILL', status: null })
    expect([digest() === before, readlinkSync(live()) === link]).toEqual([stands === 'old', stands === 'old'])
    expect(existsSync(join(home, '.live.muhuri/lock'))).toBe(true)
    expect(JSON.parse((await pull()).out)).toMatchObject({ ok: true, sequence: 2 })
    const after = digest()
    expect(JSON.parse((await pull()).out)).toMatchObject({ change: 'none', written: [], removed: [] })
    expect([digest(), read('live/manifest.json')]).toEqual([after, read('out/dfsps/bluebank/manifest.json')])
  })

  it('between moving a plain folder aside and putting the link there leaves nothing until the next pull', { timeout: 60_000 }, async () => {
    plainFolder()
    expect(killedPull('rename 4')).toEqual({ signal: 'SIGKILL', status: null })
    expect(existsSync(live())).toBe(false)
    const { exit, err } = await pull()
    expect([exit, err]).toEqual([0, expect.stringContaining('an earlier run was cut off')])
    expect([mine(), read('live/manifest.json')]).toEqual([['198.51.100.7\n', 'mine\n'], read('out/dfsps/bluebank/manifest.json')])
  })
})
