import { execFileSync } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect } from 'vitest'
import type { RenderedFile } from '../../src/model/rendered.ts'
import { haproxy } from '../../src/targets/haproxy/haproxy.ts'
import { cases } from '../golden/cases.ts'
import { writeGateway } from '../support/live-gateway.ts'
import { type RealMaterial, realMaterial } from '../support/real-material.ts'
import { testWith } from '../support/tools.ts'

const withNft = testWith('nft', 'unshare', 'namespaces')
const withHaproxy = testWith('haproxy')
const golden = fileURLToPath(new URL('../golden/', import.meta.url))

/** The program's complaints; the empty string where it has none. */
function complaint(program: string, args: readonly string[]): string {
  try {
    execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
    return ''
  } catch (error) {
    return `failed: ${error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)}`
  }
}

const namespace = process.getuid?.() === 0 ? ['-n'] : ['-rn']

describe.each(Object.keys(cases))('the files of the case %s', (name) => {
  withNft('are accepted by nft', () => {
    const folder = join(golden, name, 'expected')
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.nft'))
    expect(files.length).toBeGreaterThan(2)
    expect(complaint('unshare', [...namespace, 'sh', '-ec', 'for file; do nft -c -f "$file"; done', 'sh', ...files.map((file) => join(folder, file))])).toBe('')
  })

  withHaproxy('are accepted by haproxy with real certificates', () => {
    const material = realMaterial()
    const files = haproxy.render(cases[name]?.make(material) ?? expect.fail('no such case'))
    const folder = writeGateway(files, keysOf(files, material))
    expect(complaint('haproxy', ['-c', '-f', join(folder, 'haproxy.cfg')])).toBe('')
    rmSync(folder, { recursive: true })
  })
})

/** For each certificate below `certs/` the key that HAProxy looks for beside it. */
function keysOf(files: readonly RenderedFile[], material: RealMaterial): Readonly<Record<string, string>> {
  return Object.fromEntries(
    files.filter(({ path }) => path.startsWith('certs/') && path.endsWith('.pem')).map(({ path, text }) => [path, material.keyOf(text) ?? '']),
  )
}

describe('the firewall', () => {
  withNft('loads base, deny and rules in any order, again and again, and keeps what the operator denied', () => {
    const files = join(golden, 'single', 'expected', 'hub', 'nftables')
    const script = `cd "$1"
nft -f base.nft; nft -f deny.nft; nft -f muhuri.nft
nft add element inet muhuri_deny addresses_v4 { 203.0.113.0/24 }
nft -f muhuri.nft; nft -f base.nft; nft -f muhuri.nft
nft list set inet muhuri_deny addresses_v4 | grep -q 203.0.113.0/24
test "$(nft list table inet muhuri_hub | grep -c 'tcp dport 443 counter')" = 1
nft delete table inet muhuri_hub
nft list table inet muhuri_hub_base | grep -q 'tcp dport 443 counter packets 0 bytes 0 drop'`
    expect(complaint('unshare', [...namespace, 'sh', '-ec', script, 'sh', files])).toBe('')
  })
})
