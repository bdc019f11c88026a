import { describe, expect, it } from 'vitest'
import { runCli } from '../../scripts/cli.ts'
import type { CheckReport } from '../../src/model/finding.ts'
import { sampleFiles } from '../support/environment.ts'
import { temporaryFolder, writeFiles } from '../support/folder.ts'
import { testCsr, testKey } from '../support/pki.ts'
import { cli } from '../support/run-cli.ts'

const AS_OF = ['--as-of', '2026-11-23T12:00:00Z']

function sampleFolder(): string {
  const dir = temporaryFolder()
  writeFiles(dir, sampleFiles())
  return dir
}

describe('muhuri inspect', () => {
  it.each([
    ['csr', 'dfsps/greenbank/client/2026-11.csr'],
    ['server', 'dfsps/greenbank/server/2026-11.pem'],
    ['client', [...sampleFiles().keys()].find((path) => /^issued\/certificates\/greenbank\/.*pem$/.test(path)) ?? ''],
    ['ca', 'dfsps/greenbank/ca/root.pem'],
    ['jws', 'dfsps/greenbank/jws/2026-11.pem'],
  ])('finds nothing wrong with a good %s', async (as, file) => {
    const { exit, out, err } = await cli(sampleFolder(), ['inspect', file, '--as', as, ...AS_OF])
    expect([exit, err]).toEqual([0, ''])
    expect(out).toMatch(/^fingerprint +[0-9a-f]{64}$/m)
    expect(out).toMatch(/0 errors, 0 warnings, 0 notices; verdict: pass\n$/)
  })

  it('shows what a certificate says', async () => {
    const { out } = await cli(sampleFolder(), ['inspect', 'dfsps/greenbank/server/2026-11.pem', '--as', 'server', ...AS_OF])
    expect(out).toMatch(/^subject +C=TZ, O=Green Bank Ltd, CN=mojaloop\.greenbank\.example$/m)
    expect(out).toMatch(/^valid +2026-11-02T00:00:00Z to 2028-11-01T00:00:00Z$/m)
    expect(out).toMatch(/^names +dns mojaloop\.greenbank\.example$/m)
  })

  it('reads from the standard input, and exits 1 for errors', async () => {
    const out: string[] = []
    const stdin = async () => new TextEncoder().encode(testCsr({ key: testKey('rsa1024') }).pem)
    const streams = { out: (text: string) => void out.push(text), err: () => undefined }
    const exit = await runCli(
      ['inspect', '-', '--as', 'csr', '--format', 'json', ...AS_OF],
      { note: () => undefined, cwd: '/', env: {}, stdin, terminal: false },
      streams,
    )
    const report = JSON.parse(out.join('')) as CheckReport
    expect([exit, report.environment, report.verdict]).toEqual([1, null, 'fail'])
    expect(report.findings.map(({ code, path }) => [code, path])).toEqual([['csr/weak-key', '-']])
  })

  it('judges by the policy that it is given', async () => {
    const dir = sampleFolder()
    writeFiles(dir, [
      ['p521.csr', testCsr({ key: testKey('p521') }).pem],
      ['policy.yaml', (sampleFiles().get('environment.yaml') ?? '').replace('[P-256, P-384]', '[P-521]')],
    ])
    expect((await cli(dir, ['inspect', 'p521.csr', '--as', 'csr', ...AS_OF])).exit).toBe(1)
    expect((await cli(dir, ['inspect', 'p521.csr', '--as', 'csr', '--policy', 'policy.yaml', ...AS_OF])).exit).toBe(0)
  })

  it('takes a key set in JSON for signing keys, and says what is wrong with one', async () => {
    const dir = sampleFolder()
    const jwk = { ...testKey('rsa2048').privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: 'one' }
    const { n, e, kty, alg, use, kid } = jwk as Record<string, unknown>
    const open = { n, e, kty, alg, use, kid }
    writeFiles(dir, [
      ['good.json', JSON.stringify({ keys: [open] })],
      ['enc.json', JSON.stringify({ keys: [{ ...open, use: 'enc' }, open] })],
      ['private.json', JSON.stringify(jwk)],
    ])
    const inspected = async (file: string) => {
      const { exit, out } = await cli(dir, ['inspect', file, '--as', 'jws', '--format', 'json', ...AS_OF])
      return [exit, ...(JSON.parse(out) as CheckReport).findings.map(({ code, path }) => `${code} ${path}`)]
    }
    expect(await inspected('good.json')).toEqual([0])
    expect(await inspected('enc.json')).toEqual([1, 'jws/algorithm enc.json'])
    expect(await inspected('private.json')).toEqual([1, 'jws/private-key private.json'])
  })

  it('knows the keys that are blocked, by the environment and beside the policy', async () => {
    const dir = sampleFolder()
    const file = 'dfsps/greenbank/jws/2026-11.pem'
    const spki = /^fingerprint +([0-9a-f]{64})$/m.exec((await cli(dir, ['inspect', file, '--as', 'jws', ...AS_OF])).out)?.[1] ?? ''
    writeFiles(dir, [
      ['weak.txt', `# Weak ones.\n${spki}\n`],
      ['beside/environment.yaml', sampleFiles().get('environment.yaml') ?? ''],
      ['beside/blocked-keys.txt', `${spki}\n`],
    ])
    const listed = await cli(dir, ['inspect', file, '--as', 'jws', ...AS_OF], { MUHURI_BLOCKED_KEYS: 'weak.txt' })
    expect([listed.exit, listed.out]).toEqual([1, expect.stringContaining('jws/weak-key')])
    const beside = await cli(dir, ['inspect', file, '--as', 'jws', '--policy', 'beside/environment.yaml', ...AS_OF])
    expect([beside.exit, beside.out]).toEqual([1, expect.stringContaining('jws/weak-key')])
  })

  it.each([
    ['no file of that name', ['inspect', 'nothing.csr', '--as', 'csr']],
    ['no kind', ['inspect', 'environment.yaml']],
    ['an unknown kind', ['inspect', 'environment.yaml', '--as', 'crl']],
    ['a policy that is none', ['inspect', 'environment.yaml', '--as', 'csr', '--policy', 'hub/hub.yaml']],
  ])('exits 2 for %s', async (_, words) => {
    expect((await cli(sampleFolder(), words)).exit).toBe(2)
  })
})
