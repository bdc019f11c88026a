import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { installationAt } from '../../src/adapters/pull/installation.ts'
import { sampleKeys } from '../support/environment.ts'
import { AT, digest, git, home, MINE, pull, pullWorld, read, render, tar, write } from '../support/pull-world.ts'
import { cli } from '../support/run-cli.ts'

pullWorld()

describe('pull', () => {
  it('installs what was rendered, once, and nothing the second time', async () => {
    const { exit, out, err } = await pull()
    expect([exit, err]).toEqual([0, expect.any(String)])
    expect(JSON.parse(out)).toMatchObject({ change: 'installed', sequence: 1 })
    expect(read('live/manifest.json')).toBe(read(`${MINE}/manifest.json`))
    const before = digest()
    expect(JSON.parse((await pull()).out)).toMatchObject({ change: 'none', written: [], removed: [] })
    expect(digest()).toBe(before)
  })

  it('reads branch deploy of a Git remote, and the archive of tar', async () => {
    git('out', 'init', '--quiet', '--initial-branch', 'deploy')
    git('out', 'add', '--all')
    git('out', 'commit', '--quiet', '--message', 'Deploy')
    expect((await pull(`file://${join(home, 'out')}`)).exit).toBe(0)
    const installed = digest()
    rmSync(join(home, 'live'), { recursive: true })
    rmSync(join(home, '.live.muhuri'), { recursive: true })
    tar('mine.tar.gz', '.')
    expect((await pull('mine.tar.gz')).exit).toBe(0)
    expect(digest()).toBe(installed)
  })

  it('keeps what is the operator’s, and lets go of what the bundle has no more', async () => {
    await pull()
    appendFileSync(join(home, 'live/nftables/deny.nft'), '# mine\n')
    write('live/sdk-scheme-adapter/secrets/jwsSigningKey.key', 'mine\n')
    const dfsp = 'environment/dfsps/greenbank/dfsp.yaml'
    write(dfsp, read(dfsp).replace('status: active', 'status: suspended'))
    await render()
    expect(JSON.parse((await pull()).out)).toMatchObject({
      change: 'installed',
      sequence: 2,
      removed: expect.arrayContaining(['sdk-scheme-adapter/secrets/jwsVerificationKeys/greenbank.pem']),
    })
    expect(existsSync(join(home, 'live/sdk-scheme-adapter/secrets/jwsVerificationKeys/greenbank.pem'))).toBe(false)
    expect(read('live/nftables/deny.nft')).toMatch(/# mine\n$/)
    expect(read('live/sdk-scheme-adapter/secrets/jwsSigningKey.key')).toBe('mine\n')
  })

  it('runs the hook after the swap, and again while it fails', async () => {
    expect((await pull('out', '--hook', 'test -f "$MUHURI_DIR/manifest.json" && exit 3')).exit).toBe(1)
    expect(existsSync(join(home, 'live/manifest.json'))).toBe(true)
    expect((await pull('out', '--hook', `touch ${join(home, 'reloaded')}`)).exit).toBe(0)
    expect(existsSync(join(home, 'reloaded'))).toBe(true)
  })

  it('writes what is installed for the other side to see', async () => {
    await pull('out', '--installed', 'environment')
    expect(read('environment/dfsps/bluebank/installed.yaml')).toMatch(/^bundle: [0-9a-f]{64}\nsequence: 1\nat: "?2026-11-23T12:00:00Z"?\nsteps: \[ .*J3.* \]\n/)
    expect((await cli(home, ['check', 'environment', '--as-of', AT])).exit).toBe(0)
  })

  it('takes a key into use at its time though nothing new is rendered', async () => {
    const [old, next] = [read('environment/dfsps/greenbank/jws/2026-11.pem'), sampleKeys('greenbank-jws-next').publicPem]
    write('environment/dfsps/greenbank/jws/2026-12.pem', next)
    write('environment/dfsps/greenbank/jws/2026-12.yaml', 'activeFrom: 2026-12-01T00:00:00Z\n')
    await render()
    await pull()
    const slot = 'live/sdk-scheme-adapter/secrets/jwsVerificationKeys/greenbank.pem'
    expect(read(slot).trim()).toBe(old.trim())
    expect(JSON.parse((await pull('out', '--as-of', '2026-12-01T00:00:00Z')).out)).toMatchObject({ change: 'scheduled', written: [slot.slice('live/'.length)] })
    expect(read(slot)).not.toBe(old)
  })
})

describe('a swap that is cut off', () => {
  it('leaves the old or the new at every step, and the next run ends it', async () => {
    await pull()
    const old = digest()
    const bytes = readFileSync(join(home, 'live/manifest.json'))
    const state = await installationAt(join(home, 'live')).state()
    if (state === null) throw new Error('nothing is installed')
    const version = {
      placed: new Map([
        ['a/new', Buffer.from('new')],
        ['manifest.json', bytes],
      ]),
      keep: [],
      brought: new Set(readdirSync(join(home, 'live/'), { recursive: true }).map(String)),
      state: { ...state, sequence: 2 },
    }
    const steps: string[] = []
    const seen = new Set<string>()
    for (let last = 1; ; last += 1) {
      let count = 0
      const cut = installationAt(join(home, 'live'), (name) => {
        count += 1
        steps[count - 1] = name
        if (count === last) throw new Error('cut off')
      })
      const error = await cut.install(version).catch((cause: unknown) => cause)
      const now = digest()
      const isNew = existsSync(join(home, 'live/a/new'))
      expect(isNew || now === old).toBe(true)
      seen.add(isNew ? 'new' : 'old')
      if (error === undefined || isNew) break
    }
    expect([...seen]).toEqual(['old', 'new'])
    expect(steps).toEqual(expect.arrayContaining(['clear', 'write a/new', 'state', 'swap', 'rename']))
    expect(await installationAt(join(home, 'live')).state()).toMatchObject({ sequence: 2 })
  })
})

describe('bundle', () => {
  const bundle = (out: string) => cli(home, ['bundle', 'bluebank', '--dir', 'environment', '--out', out, '--keys', 'keys', '--as-of', AT, '--format', 'json'])

  it('makes the same archive twice, which sha256sum agrees with and pull installs', async () => {
    expect((await bundle('a.tar.gz')).exit).toBe(0)
    await bundle('b.tar.gz')
    expect(readFileSync(join(home, 'a.tar.gz')).equals(readFileSync(join(home, 'b.tar.gz')))).toBe(true)
    mkdirSync(join(home, 'unpacked'))
    execFileSync('tar', ['-C', join(home, 'unpacked'), '-xzf', join(home, 'a.tar.gz')])
    execFileSync('sha256sum', ['--quiet', '-c', 'SHA256SUMS'], { cwd: join(home, 'unpacked') })
    expect(JSON.parse((await pull('a.tar.gz')).out)).toMatchObject({ change: 'installed', sequence: 1 })
  })
})
