import { execFileSync, spawnSync } from 'node:child_process'
import { createPublicKey, X509Certificate } from 'node:crypto'
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import schema from '../../schemas/pull-report.schema.json' with { type: 'json' }
import { sampleKeys } from '../support/environment.ts'
import { AT, digest, git, home, MINE, pull, pullWorld, read, render, replaceFile, TRUST, tar, write } from '../support/pull-world.ts'
import { cli } from '../support/run-cli.ts'

const isReport = new Ajv2020({ allowUnionTypes: true }).compile(schema)

pullWorld()

describe('pull', () => {
  it('installs what was rendered, once, and nothing the second time', async () => {
    const { exit, out, err } = await pull()
    expect([exit, err]).toEqual([0, expect.any(String)])
    expect([isReport(JSON.parse(out)), isReport.errors]).toEqual([true, null])
    expect(JSON.parse(out)).toMatchObject({ ok: true, change: 'installed', sequence: 1 })
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

  it('lets a key go at its time, even when the manifest is over by then', async () => {
    write('environment/dfsps/greenbank/jws/2026-11.yaml', 'retireAfter: 2026-12-01T00:00:00Z\n')
    await render()
    await pull('out', '--hook', 'true')
    const slot = 'sdk-scheme-adapter/secrets/jwsVerificationKeys/greenbank.pem'
    expect(JSON.parse((await pull('out', '--as-of', '2026-12-01T00:00:00Z')).out)).toMatchObject({ change: 'none' })
    const { exit, out } = await pull('out', '--as-of', '2027-01-01T00:00:00Z', '--hook', `touch ${join(home, 'reloaded')}`)
    expect([exit, JSON.parse(out)]).toEqual([3, expect.objectContaining({ reason: 'expired', change: 'scheduled', removed: [slot] })])
    expect([existsSync(join(home, 'live', slot)), existsSync(join(home, 'reloaded'))]).toEqual([false, true])
  })
})

describe('pull of the Hub', () => {
  const KEY_SET = 'jwks/greenbank.json'

  it('installs its gateways’ files, and says for each DFSP what is done', async () => {
    expect(JSON.parse((await pull('out', '--for', 'hub', '--installed', 'environment')).out)).toMatchObject({ ok: true, change: 'installed' })
    expect(read('live/haproxy/haproxy.cfg')).toBe(read('out/hub/haproxy/haproxy.cfg'))
    for (const id of ['greenbank', 'bluebank'])
      expect(read(`environment/hub/installed/${id}.yaml`)).toMatch(/^bundle: [0-9a-f]{64}\nsequence: 1\nat: .*\nsteps: \[ .*T3.*J3.*E1.* \]\n/)
    expect((await cli(home, ['check', 'environment', '--as-of', AT])).exit).toBe(0)
  })

  it.each([KEY_SET, 'jwks/jwks.json'])('refuses a key in %s that the registry does not have', async (path) => {
    const { n } = createPublicKey(sampleKeys('swapped-jws-key').publicPem).export({ format: 'jwk' })
    const { keys } = JSON.parse(read(`out/hub/${path}`)) as { keys: readonly { readonly kid: string }[] }
    const [own] = (JSON.parse(read(`out/hub/${KEY_SET}`)) as { keys: readonly { readonly kid: string }[] }).keys
    replaceFile('out/hub', path, JSON.stringify({ keys: keys.map((key) => (key.kid === own?.kid ? { ...key, n } : key)) }))
    const { exit, out } = await pull('out', '--for', 'hub')
    expect([exit, JSON.parse(out).reason, JSON.parse(out).message]).toEqual([3, 'registry', expect.stringContaining(`"${path}" holds `)])
  })
})

describe('pull where the Hub’s root was told', () => {
  const root = (): string => new X509Certificate(read('environment/hub/ca/root.pem')).fingerprint256.replaceAll(':', '').toLowerCase()
  function told(sha256: string): void {
    write('mine/hub-root.sha256', `${sha256}\n`)
    chmodSync(join(home, 'mine/hub-root.sha256'), 0o600)
  }

  it('installs what comes from that Hub', async () => {
    told(root())
    expect((await pull('out', '--keys', 'mine')).exit).toBe(0)
  })

  it('refuses another Hub, by name', async () => {
    told('0'.repeat(64))
    const { exit, out } = await pull('out', '--keys', 'mine')
    expect([exit, JSON.parse(out).reason, digest()]).toEqual([3, 'hub-root', 'nothing'])
  })

  it('refuses an anchor of the Hub’s servers that is not below the root, but for one heard from its owner', async () => {
    told(root())
    const stranger = read('environment/dfsps/greenbank/ca/root.pem')
    replaceFile(MINE, 'trust-bundle/hub-server-ca.pem', stranger)
    const { exit, out } = await pull('out', '--keys', 'mine')
    expect([exit, JSON.parse(out).reason]).toEqual([3, 'hub-root'])
    const { fingerprint256 } = new X509Certificate(stranger)
    expect((await pull('out', '--keys', 'mine', '--accept-key', fingerprint256)).exit).toBe(0)
  })

  it('asks for the fingerprint where the folder of keys does not hold it', async () => {
    const { exit, err } = await pull('out', '--keys', 'mine')
    expect([exit, err]).toEqual([2, expect.stringContaining('muhuri join <id> --dir . --hub-root-sha256')])
  })
})

describe('pull when something is not as it was', () => {
  it('leaves what runs alone when its manifest is over, and says so', async () => {
    await pull('out', '--hook', 'true')
    const before = digest()
    const { exit, out, err } = await pull('out', '--as-of', '2026-12-23T12:00:00Z', '--hook', `touch ${join(home, 'reloaded')}`)
    expect(exit).toBe(3)
    expect(err).toContain('refused (expired): the manifest is over: nothing newer has come in time: since 2026-12-23T12:00:00Z')
    expect(err).toContain('what is installed is over since 2026-12-23T12:00:00Z; it keeps running')
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      reason: 'expired',
      hint: expect.stringContaining('what runs keeps running'),
      change: 'none',
      sequence: 1,
    })
    expect([digest(), existsSync(join(home, 'reloaded'))]).toEqual([before, false])
  })

  it('takes over a lock whose process is gone, and respects one whose process is there', async () => {
    write('.live.muhuri/lock', String(spawnSync('true').pid))
    expect((await pull()).exit).toBe(0)
    expect(existsSync(join(home, '.live.muhuri/lock'))).toBe(false)
    write('.live.muhuri/lock', String(process.ppid))
    const { exit, out } = await pull()
    expect([exit, isReport(JSON.parse(out)), JSON.parse(out)]).toEqual([3, true, expect.objectContaining({ ok: false, reason: 'busy', change: 'none' })])
  })

  it('says in words and with the same exit what it says as data', async () => {
    const { exit, out, err } = await cli(home, ['pull', '--from', 'environment', '--for', 'bluebank', '--into', 'live', '--trust', TRUST, '--as-of', AT])
    expect([exit, out]).toEqual([3, ''])
    expect(err).toBe(
      'muhuri: refused (no-manifest): the source holds no manifest.json for this recipient: for "bluebank"\nhint: ask the Hub to run muhuri render or muhuri bundle for it',
    )
  })

  it('says plainly that a part is no bundle', async () => {
    await cli(home, ['render', 'environment', '--for', 'bluebank', '--target', 'nftables', '--out', 'part', '--keys', 'keys', '--as-of', AT])
    const { exit, out } = await pull('part')
    expect([exit, JSON.parse(out).reason, JSON.parse(out).hint]).toEqual([3, 'partial', 'ask the Hub to render it whole, without --target'])
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
