import { appendFileSync, cpSync, mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sampleKeys } from '../support/environment.ts'
import { digest, fingerprintOf, forge, git, home, MINE, pull, pullWorld, render, replaceFile, tar, write } from '../support/pull-world.ts'

pullWorld({ installed: true })

/** Does all of it; gives the place to pull from. */
function prepared(from: string, ...acts: readonly (() => void)[]): string {
  for (const act of acts) act()
  return from
}

/** What is done to the second rendering, which would be installed without it, and the name that it is refused by. */
const ATTACKS: Readonly<Record<string, readonly [reason: string, attack: () => unknown, ...words: string[]]>> = {
  'a byte flipped': ['changed-file', () => void appendFileSync(join(home, MINE, 'trust-bundle/hub-server-ca.pem'), '\n')],
  'a file added': ['extra-file', () => void write(`${MINE}/nftables/extra.nft`, 'table inet all {}\n')],
  'a file dropped': ['missing-file', () => unlinkSync(join(home, MINE, 'nftables/base.nft'))],
  'two commits mixed': ['changed-file', () => void cpSync(join(home, 'first/dfsps/bluebank/nftables/muhuri.nft'), join(home, MINE, 'nftables/muhuri.nft'))],
  'an older sequence': ['sequence', () => 'first'],
  'the same sequence with other bytes': ['same-sequence', () => forge(MINE, { sequence: 1 })],
  'one that does not follow': ['chain', () => forge(MINE, { previous: '0'.repeat(64) })],
  "another environment's": ['environment', () => forge(MINE, { environment: 'b'.repeat(32) })],
  "another recipient's": ['recipient', () => 'out/dfsps/greenbank'],
  'one frozen past its end': ['expired', () => undefined, '--as-of', '2027-02-01T00:00:00Z'],
  'one without a signature': ['unsigned', () => unlinkSync(join(home, MINE, 'manifest.sig'))],
  'a signature by a CA key': ['signature', () => forge(MINE, {}, sampleKeys('a-ca-key').privatePem)],
  'a wrong fingerprint': ['untrusted-key', () => undefined, '--trust', '0'.repeat(64)],
  'a symbolic link in the folder': ['symlink', () => symlinkSync('/etc/passwd', join(home, MINE, 'nftables/more.nft'))],
  'a link in the archive': [
    'symlink',
    () =>
      prepared(
        'bad.tar.gz',
        () => symlinkSync('/etc/passwd', join(home, MINE, 'nftables/more.nft')),
        () => tar('bad.tar.gz', '.'),
      ),
  ],
  'a path that leads out of the archive': [
    'path',
    () =>
      prepared(
        'bad.tar.gz',
        () => write('evil', 'x'),
        () => tar('bad.tar.gz', '.', '-P', '../../../evil'),
      ),
  ],
  'an absolute path in the archive': [
    'path',
    () =>
      prepared(
        'bad.tar.gz',
        () => write('evil', 'x'),
        () => tar('bad.tar.gz', '.', '-P', join(home, 'evil')),
      ),
  ],
  'two names that differ in case': ['case-collision', () => void write(`${MINE}/nftables/BASE.nft`, 'x')],
  'a huge file': ['too-large', () => void write(`${MINE}/nftables/huge`, Buffer.alloc(17 * 1024 * 1024))],
  'no archive at all': ['source', () => prepared('bad.tar.gz', () => write('bad.tar.gz', 'not an archive'))],
  'nothing there': ['no-manifest', () => prepared('empty', () => void mkdirSync(join(home, 'empty')))],
  'a key that the registry does not have': [
    'registry',
    () => replaceFile(MINE, 'sdk-scheme-adapter/secrets/jwsVerificationKeys/greenbank.pem', sampleKeys('not-greenbank').publicPem),
  ],
  'one rendered in part': ['partial', () => rmSync(join(home, MINE, 'registry'), { recursive: true })],
}

describe('a bundle is refused by name, and what is installed stays', () => {
  it.each(Object.entries(ATTACKS))('%s', async (_, [reason, attack, ...words]) => {
    renameSync(join(home, 'out'), join(home, 'first'))
    renameSync(join(home, 'second'), join(home, 'out'))
    if (reason === 'sequence') await pull()
    const from = attack()
    const before = digest()
    const { exit, out, err } = await pull(typeof from === 'string' ? from : 'out', ...words)
    expect([exit, err]).toEqual([3, expect.stringContaining(`refused (${reason})`)])
    expect(JSON.parse(out)).toMatchObject({ version: 1, ok: false, reason, change: 'none' })
    expect(digest()).toBe(before)
  })

  it('a link in the tree of branch deploy', async () => {
    symlinkSync('/etc/passwd', join(home, MINE, 'nftables/more.nft'))
    const before = digest()
    git('out', 'init', '--quiet', '--initial-branch', 'deploy')
    git('out', 'add', '--all')
    git('out', 'commit', '--quiet', '--message', 'Deploy')
    const { exit, err } = await pull(`file://${join(home, 'out')}`)
    expect([exit, err, digest()]).toEqual([3, expect.stringContaining('refused (symlink)'), before])
  })

  it('the key of a bank swapped by the Hub alone', async () => {
    const path = 'environment/dfsps/greenbank/jws/2026-11.pem'
    write(path, sampleKeys('swapped-jws-key').publicPem)
    await render()
    const before = digest()
    const { exit, err } = await pull()
    expect([exit, err]).toEqual([3, expect.stringContaining('refused (peer-key)')])
    expect(digest()).toBe(before)
    expect((await pull('out', '--accept-key', fingerprintOf(sampleKeys('swapped-jws-key').publicPem))).exit).toBe(0)
  })
})
