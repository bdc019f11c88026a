import { execFileSync } from 'node:child_process'
import { createPublicKey, verify } from 'node:crypto'
import { appendFileSync, chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Manifest } from '../../src/model/rendered.ts'
import { SAMPLE_AT, sampleFiles, sampleKeys } from '../support/environment.ts'
import { cli } from '../support/run-cli.ts'
import { testWith } from '../support/tools.ts'

const AT = SAMPLE_AT.toISOString()
const LATER = '2026-11-24T12:00:00Z'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'muhuri-render-'))
  for (const [path, text] of sampleFiles()) write(`environment/${path}`, text)
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

function write(path: string, text: string): void {
  mkdirSync(dirname(join(home, path)), { recursive: true })
  writeFileSync(join(home, path), text)
}

const read = (path: string): string => readFileSync(join(home, path), 'utf8')
const manifest = (of = 'hub'): Manifest => JSON.parse(read(`out/${of}/manifest.json`)) as Manifest

async function render(...words: readonly string[]) {
  return cli(home, [
    'render',
    'environment',
    '--out',
    'out',
    '--keys',
    'keys',
    '--format',
    'json',
    ...(words.includes('--as-of') ? [] : ['--as-of', AT]),
    ...(words.includes('--for') ? [] : ['--for', 'all']),
    ...words,
  ])
}

describe('render', () => {
  it('writes the layout of the contract and a manifest over every file', async () => {
    const { exit, out } = await render()
    expect(exit).toBe(0)
    const { files, audit, quarantined } = JSON.parse(out) as { files: string[]; audit: unknown[]; quarantined: unknown[] }
    expect({ audit, quarantined }).toEqual({ audit: [], quarantined: [] })
    expect(files).toEqual(
      expect.arrayContaining([
        'hub/haproxy/haproxy.cfg',
        'hub/haproxy/deny.lst',
        'hub/nftables/muhuri.nft',
        'hub/jwks/jwks.json',
        'hub/manifest.json',
        'dfsps/greenbank/sdk-scheme-adapter/secrets/jwsVerificationKeys/bluebank.pem',
        'dfsps/greenbank/trust-bundle/hub-server-ca.pem',
        'dfsps/greenbank/manifest.json',
      ]),
    )
    for (const path of files) expect(existsSync(join(home, 'out', path))).toBe(true)
    expect(manifest()).toMatchObject({ version: 1, for: 'hub', sequence: 1, previous: null, asOf: '2026-11-23T12:00:00Z', quarantined: [] })
    expect(manifest().files.map(({ path }) => `hub/${path}`)).toEqual(
      files.filter((path) => path.startsWith('hub/') && !/manifest|deny\.(lst|nft)$/.test(path)),
    )
  })

  it('twice gives the same bytes, a day later too', async () => {
    await render()
    const before = read('out/hub/manifest.json')
    expect((await render('--as-of', LATER)).exit).toBe(0)
    expect(read('out/hub/manifest.json')).toBe(before)
    expect((await render('--check')).exit).toBe(0)
  })

  it('gives a new manifest, one higher, when a file differs', async () => {
    await render()
    const before = read('out/dfsps/bluebank/manifest.json')
    write('environment/dfsps/greenbank/dfsp.yaml', (sampleFiles().get('dfsps/greenbank/dfsp.yaml') ?? '').replace('payer, payee', 'payer'))
    await render('--as-of', LATER)
    expect(manifest()).toMatchObject({ sequence: 2, asOf: '2026-11-24T12:00:00Z', previous: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(read('out/dfsps/bluebank/manifest.json')).toBe(before)
  })

  it('gives a new manifest before the old one ends', async () => {
    await render()
    await render('--as-of', '2026-12-10T00:00:00Z')
    expect(manifest()).toMatchObject({ sequence: 2, expires: '2027-01-09T00:00:00Z' })
  })

  it('removes its own files that are no more, and nothing else', async () => {
    await render()
    appendFileSync(join(home, 'out/hub/haproxy/deny.lst'), 'greenbank\n')
    write('out/hub/haproxy/certs/hub-server-2026-11.pem.key', 'mine\n')
    write('out/hub/haproxy/notes.txt', 'mine\n')
    write('environment/dfsps/greenbank/dfsp.yaml', (sampleFiles().get('dfsps/greenbank/dfsp.yaml') ?? '').replace('status: active', 'status: suspended'))
    expect((await render()).exit).toBe(0)
    expect(existsSync(join(home, 'out/hub/haproxy/ca/server-greenbank.pem'))).toBe(false)
    expect(read('out/hub/haproxy/deny.lst')).toMatch(/greenbank\n$/)
    expect(read('out/hub/haproxy/certs/hub-server-2026-11.pem.key') + read('out/hub/haproxy/notes.txt')).toBe('mine\nmine\n')
  })

  it('never removes what a forged manifest names outside the folder', async () => {
    await render()
    write('out/hub/manifest.json', JSON.stringify({ ...manifest(), files: [{ path: '../../environment/environment.yaml', sha256: '' }] }))
    await render()
    expect(existsSync(join(home, 'environment/environment.yaml'))).toBe(true)
  })

  it('writes for one party and one target only where asked', async () => {
    await render('--for', 'greenbank', '--target', 'trust-bundle')
    expect(existsSync(join(home, 'out/hub'))).toBe(false)
    expect(manifest('dfsps/greenbank').files.map(({ path }) => path)).toEqual(['trust-bundle/hub-client-ca.pem', 'trust-bundle/hub-server-ca.pem'])
  })
})

describe('render --check', () => {
  it('says what differs and writes nothing', async () => {
    await render()
    appendFileSync(join(home, 'out/hub/haproxy/haproxy.cfg'), '# let everyone in\n')
    unlinkSync(join(home, 'out/hub/nftables/base.nft'))
    const { exit, out } = await render('--check')
    expect(exit).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ files: ['hub/haproxy/haproxy.cfg', 'hub/nftables/base.nft'] })
    expect(existsSync(join(home, 'out/hub/nftables/base.nft'))).toBe(false)
  })
  it('says everything where nothing was rendered', async () => {
    const { exit } = await render('--check')
    expect(exit).toBe(1)
    expect(existsSync(join(home, 'out'))).toBe(false)
  })
})

describe('the signature over a manifest', () => {
  const deploy = (): void => {
    const { publicPem, privatePem } = sampleKeys('hub-deploy-2026-11')
    write('environment/hub/deploy/2026-11.pem', publicPem)
    write('keys/hub-deploy-2026-11.key', privatePem)
    chmodSync(join(home, 'keys/hub-deploy-2026-11.key'), 0o600)
  }
  const isRight = (): boolean =>
    verify(
      'sha256',
      Buffer.from(read('out/hub/manifest.json')),
      createPublicKey(sampleKeys('hub-deploy-2026-11').publicPem),
      Buffer.from(read('out/hub/manifest.sig'), 'base64'),
    )

  it('is made with the deploy key, over exactly its bytes', async () => {
    deploy()
    expect((await render()).exit).toBe(0)
    expect(isRight()).toBe(true)
  })
  testWith('openssl')('verifies with openssl', async () => {
    deploy()
    await render()
    writeFileSync(join(home, 'sig'), Buffer.from(read('out/hub/manifest.sig'), 'base64'))
    const words = [
      'dgst',
      '-sha256',
      '-verify',
      join(home, 'environment/hub/deploy/2026-11.pem'),
      '-signature',
      join(home, 'sig'),
      join(home, 'out/hub/manifest.json'),
    ]
    expect(execFileSync('openssl', words, { encoding: 'utf8' })).toBe('Verified OK\n')
  })
  it('stays while the manifest stays', async () => {
    deploy()
    await render()
    const before = read('out/hub/manifest.sig')
    await render('--as-of', LATER)
    expect(read('out/hub/manifest.sig')).toBe(before)
  })
  it('is made anew where it is not right', async () => {
    deploy()
    await render()
    write('out/hub/manifest.sig', 'AAAA\n')
    await render()
    expect(isRight()).toBe(true)
  })
  it('is not left beside a manifest that it does not fit', async () => {
    deploy()
    await render()
    rmSync(join(home, 'keys'), { recursive: true })
    write('environment/dfsps/greenbank/dfsp.yaml', (sampleFiles().get('dfsps/greenbank/dfsp.yaml') ?? '').replace('payer, payee', 'payer'))
    const { exit, err } = await render()
    expect(exit).toBe(0)
    expect(err).toMatch(/no deploy key at hand/)
    expect(existsSync(join(home, 'out/hub/manifest.sig'))).toBe(false)
  })
  it('is refused with a key that is not that of the registry', async () => {
    deploy()
    write('keys/hub-deploy-2026-11.key', sampleKeys('greenbank-ca').privatePem)
    expect((await render()).exit).toBe(3)
  })
})

describe('render refuses', () => {
  it.each<[string, number, () => readonly string[]]>([
    ['a DFSP that is not there', 2, () => ['--for', 'nobody']],
    ['a target that is not there', 2, () => ['--target', 'envoy']],
    [
      'an environment whose Hub has errors',
      3,
      () => {
        write('environment/hub/ca/clients.pem', 'rubbish\n')
        return []
      },
    ],
    [
      'a plan that was made of other files',
      3,
      () => {
        write('plan.json', JSON.stringify({ version: 1, digest: `sha256:${'0'.repeat(64)}`, baseTree: '', headTree: '', asOf: AT, changes: [] }))
        return ['--plan', 'plan.json']
      },
    ],
    [
      'a plan that is none',
      2,
      () => {
        write('plan.json', '[]')
        return ['--plan', 'plan.json']
      },
    ],
  ])('%s with exit %i, and writes nothing', async (_, exit, prepare) => {
    expect((await render(...prepare())).exit).toBe(exit)
    expect(existsSync(join(home, 'out'))).toBe(false)
  })

  it('a folder that holds the files of another environment', async () => {
    await render()
    write('out/hub/manifest.json', JSON.stringify({ ...manifest(), environment: 'f'.repeat(32) }))
    expect((await render()).exit).toBe(3)
    expect((await render('--check')).exit).toBe(3)
  })

  it('to write through a symbolic link', async () => {
    mkdirSync(join(home, 'elsewhere'))
    mkdirSync(join(home, 'out'))
    execFileSync('ln', ['-s', join(home, 'elsewhere'), join(home, 'out/hub')])
    expect((await render('--for', 'hub')).exit).toBe(3)
  })
})
