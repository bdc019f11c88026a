import { execFileSync } from 'node:child_process'
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { Manifest } from '../../src/model/rendered.ts'
import { SAMPLE_AT, sampleFiles, sampleKeys } from './environment.ts'
import { cli } from './run-cli.ts'

export const AT = SAMPLE_AT.toISOString()
export const DEPLOY = sampleKeys('hub-deploy-2026-11')
export const fingerprintOf = (pem: string): string =>
  createHash('sha256')
    .update(createPublicKey(pem).export({ type: 'spki', format: 'der' }))
    .digest('hex')
export const TRUST = fingerprintOf(DEPLOY.publicPem)

/** The folder of the test that runs. */
export let home: string
let template: string
/**
 * Each test of the file has a folder of its own: `environment`, `keys`, `out` as rendered, and `second`, one higher with one
 * thing changed for everyone; where `installed`, `live` holds the first of bluebank already.
 */
export function pullWorld({ installed = false }: { readonly installed?: boolean } = {}): void {
  beforeAll(async () => {
    home = template = mkdtempSync(join(tmpdir(), 'muhuri-pull-template-'))
    for (const [path, text] of sampleFiles()) write(`environment/${path}`, text)
    write('environment/hub/deploy/2026-11.pem', DEPLOY.publicPem)
    write('keys/hub-deploy-2026-11.key', DEPLOY.privatePem)
    chmodSync(join(home, 'keys/hub-deploy-2026-11.key'), 0o600)
    await render()
    copy('out', 'second')
    const path = 'environment/hub/endpoints.yaml'
    const before = read(path)
    write(path, before.replace('192.0.2.20/32', '192.0.2.24/32'))
    await render(AT, 'second')
    write(path, before)
    if (installed) await pull()
  }, 60_000)
  afterAll(() => rmSync(template, { recursive: true, force: true }))
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'muhuri-pull-test-'))
    execFileSync('cp', ['-a', `${template}/.`, home])
  })
  afterEach(() => rmSync(home, { recursive: true, force: true }))
}

/** Links stay what they are, which `cpSync` does not let them. */
export const copy = (from: string, to: string): void => void execFileSync('cp', ['-a', join(home, from), join(home, to)])

export function write(path: string, text: string | Uint8Array): void {
  mkdirSync(dirname(join(home, path)), { recursive: true })
  writeFileSync(join(home, path), text)
}

export const read = (path: string): string => readFileSync(join(home, path), 'utf8')
export const render = (at = AT, out = 'out') => cli(home, ['render', 'environment', '--for', 'all', '--out', out, '--keys', 'keys', '--as-of', at])
export const pull = (from = 'out', ...words: readonly string[]) =>
  cli(home, [
    'pull',
    '--from',
    from,
    '--into',
    'live',
    ...(words.includes('--for') ? [] : ['--for', 'bluebank']),
    ...(words.includes('--trust') ? [] : ['--trust', TRUST]),
    ...(words.includes('--as-of') ? [] : ['--as-of', AT]),
    '--format',
    'json',
    ...words,
  ])

/** One digest over everything that stands below `live`. */
export function digest(): string {
  if (!existsSync(join(home, 'live'))) return 'nothing'
  const entries = readdirSync(join(home, 'live/'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const files = entries.map((entry) => join(entry.parentPath, entry.name)).sort()
  return createHash('sha256')
    .update(files.map((file) => `${file} ${readFileSync(file, 'base64')}`).join('\n'))
    .digest('hex')
}

export const manifestOf = (folder: string): Manifest => JSON.parse(read(`${folder}/manifest.json`)) as Manifest

/** The manifest as an attacker who has that key would write it. */
export function forge(folder: string, edit: Partial<Manifest>, key = DEPLOY.privatePem): void {
  const text = `${JSON.stringify({ ...manifestOf(folder), ...edit }, null, 2)}\n`
  write(`${folder}/manifest.json`, text)
  write(`${folder}/manifest.sig`, `${sign('sha256', Buffer.from(text), createPrivateKey(key)).toString('base64')}\n`)
}

/** Other bytes for a file, and a manifest that says so, as the one who has the deploy key would deliver them. */
export function replaceFile(folder: string, path: string, text: string): void {
  write(`${folder}/${path}`, text)
  const sha256 = createHash('sha256').update(text).digest('hex')
  forge(folder, { files: manifestOf(folder).files.map((file) => (file.path === path ? { ...file, sha256 } : file)) })
}

export const MINE = 'out/dfsps/bluebank'
export const tar = (out: string, ...words: readonly string[]): void => void execFileSync('tar', ['-C', join(home, MINE), '-czf', join(home, out), ...words])
export const git = (dir: string, ...words: readonly string[]): void =>
  void execFileSync('git', ['-C', join(home, dir), '-c', 'user.name=t', '-c', 'user.email=t@t.example', ...words], { stdio: 'ignore' })
