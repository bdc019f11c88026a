import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { SettingsOf } from '../../src/adapters/signers/open-signer.ts'

const MODULES = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib64/softhsm/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
]

export const PIN = '48151623'

/** A SoftHSM with tokens in a folder of its own; this process, and those it starts, see no other. */
export interface SoftToken {
  readonly directory: string
  readonly module: string
  readonly pinFile: string
  /** What a command is given to reach it. */
  readonly env: Readonly<Record<string, string>>
  settings(key: string, token?: string): SettingsOf<'pkcs11'>
  close(): void
}

/** New tokens with these labels. Once for each test process: a PKCS#11 module reads its configuration, and counts its slots, once. */
export function softToken(labels: readonly string[] = ['muhuri']): SoftToken {
  const directory = mkdtempSync(join(tmpdir(), 'muhuri-token-'))
  mkdirSync(join(directory, 'tokens'))
  const conf = join(directory, 'softhsm2.conf')
  writeFileSync(conf, `directories.tokendir = ${join(directory, 'tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`)
  const pinFile = join(directory, 'pin')
  writeFileSync(pinFile, `${PIN}\n`, { mode: 0o600 })
  process.env['SOFTHSM2_CONF'] = conf
  const module = MODULES.find((path) => existsSync(path)) ?? MODULES[0] ?? ''
  for (const label of labels)
    execFileSync('softhsm2-util', ['--init-token', '--free', '--label', label, '--so-pin', '12345678', '--pin', PIN], { stdio: 'pipe' })
  return {
    directory,
    module,
    pinFile,
    env: { MUHURI_PKCS11_PIN_FILE: pinFile, SOFTHSM2_CONF: conf },
    settings: (key, token = 'muhuri') => ({ kind: 'pkcs11', module, token, key }),
    close: () => rmSync(directory, { recursive: true, force: true }),
  }
}
