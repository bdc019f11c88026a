import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as plain } from 'vitest'
import { type DemoSigner, storyWith } from '../../scripts/demo/story.ts'
import { root } from '../architecture/sources.ts'
import { has, testWith } from '../support/tools.ts'

function tell(signer: DemoSigner, options: readonly string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'muhuri-demo-test-'))
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/demo.ts', folder, ...options], { cwd: root, encoding: 'utf8' })
  const keys = existsSync(join(folder, 'keys/hub')) ? readdirSync(join(folder, 'keys/hub')) : []
  const installed = ['greenbank', 'bluebank'].map((id) => existsSync(join(folder, 'gateways', id, 'manifest.sig')))
  rmSync(folder, { recursive: true, force: true })

  expect(stderr).toBe('')
  expect(status).toBe(0)
  expect(installed).toEqual([true, true])
  expect(keys.includes('hub-ca-clients.key')).toBe(signer === 'file')
  expect(
    storyWith(signer)
      .flatMap(({ steps }) => steps)
      .filter(({ command }) => !stdout.includes(`$ ${command}\n`)),
  ).toEqual([])
  expect(stdout).toContain('The plan that the reviewer read')
  if (has('haproxy') && has('nft') && has('ip') && has('namespaces')) expect(stdout).not.toContain('NOT RUN')
}

plain('the demo runs to its end', { timeout: 400_000 }, () => tell('file', []))

testWith('softhsm2-util', 'pkcs11js', 'openssl')('the demo runs with the CA key in a token, which it never leaves', { timeout: 400_000 }, () =>
  tell('pkcs11', ['--signer', 'pkcs11']),
)
