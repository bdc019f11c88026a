import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect } from 'vitest'
import { folderSource } from '../../src/adapters/folder.ts'
import { random } from '../../src/adapters/random.ts'
import { openScene } from '../../src/adapters/rehearsal/scene.ts'
import { load } from '../../src/stages/load.ts'
import { performRehearsal } from '../../src/stages/rehearsal/perform.ts'
import { type Preparation, prepareRehearsal } from '../../src/stages/rehearsal/prepare.ts'
import { CASES, type CaseName, type Rehearsal } from '../../src/stages/rehearsal/rehearsal.ts'
import { testWith } from '../support/tools.ts'

/** The sandbox with everyone's keys replaced, on a real HAProxy and the kernel's own firewall. */

const SANDBOX = fileURLToPath(new URL('../../environments/sandbox', import.meta.url))
const IDS = ['bluebank', 'greenbank', 'redwallet']
const test = testWith('haproxy', 'nft', 'ip', 'unshare', 'namespaces')
const log = { info: () => undefined, warn: () => undefined }

let preparation: Preparation
/** All of it, played once. */
let full: Rehearsal = { version: 1, rows: [], passed: 0, failed: 0 }

beforeAll(async () => {
  preparation = await prepareRehearsal(load(await folderSource(SANDBOX).read()), { at: new Date(), log, random })
})

function play(files: Preparation['files'], only: readonly CaseName[] = []): Promise<Rehearsal> {
  return performRehearsal(preparation.prepared, files, { openScene, log, at: new Date(), only: new Set(only) })
}

/** The prepared files with one thing replaced, which must be there. */
function altered(path: string, from: string, to: string): Preparation['files'] {
  if (preparation.files.find((file) => file.path === path)?.text.includes(from) !== true) throw new Error(`no "${from}" in ${path}`)
  return preparation.files.map((file) => (file.path === path ? { ...file, text: file.text.replace(from, to) } : file))
}

const different = ({ rows }: Rehearsal): string[] => rows.filter(({ ok }) => !ok).map(({ id }) => id)

describe('a rehearsal of the sandbox', () => {
  test('plays every case for every DFSP, and all is as expected', async () => {
    full = await play(preparation.files)
    const rehearsal = full
    expect(different(rehearsal)).toEqual([])
    expect(rehearsal).toMatchObject({ version: 1, passed: rehearsal.rows.length, failed: 0 })
    for (const id of IDS) expect(new Set(rehearsal.rows.filter(({ dfsp }) => dfsp === id).map((row) => row.case))).toEqual(new Set(CASES))
    const allowed = new Set(rehearsal.rows.filter(({ seen }) => seen === 'allow').map((row) => row.case))
    expect(allowed).toEqual(new Set(['right', 'callback', 'crl-expired', 'root-crl-expired', 'clock-behind', 'signer-gone', 'clients-ca-rotated']))
  })

  test('sees where each is stopped', () => {
    const { rows } = full
    const ends = Object.fromEntries(rows.filter(({ dfsp }) => dfsp === 'greenbank').map(({ id, at, status }) => [id, [at, status]]))
    expect(ends).toMatchObject({
      'greenbank/right': ['upstream', 200],
      'greenbank/right/while-bluebank-revoked': ['upstream', 200],
      'greenbank/right/while-bluebank-suspended': ['upstream', 200],
      'greenbank/revoked': ['tls', null],
      'greenbank/suspended': ['firewall', null],
      'greenbank/stranger': ['firewall', null],
      'greenbank/stranger/callback': ['firewall', null],
      'greenbank/stranger/past-firewall': ['gateway', 403],
      'greenbank/double-source': ['gateway', 400],
      'greenbank/no-token': ['gateway', 401],
      'greenbank/callback-wrong-ca': ['tls', 503],
      'greenbank/crl-expired': ['upstream', 200],
      'greenbank/crl-expired/revoked': ['tls', null],
      'greenbank/crl-expired/unpinned': ['gateway', 403],
      'greenbank/signer-gone/revoked-unlisted': ['gateway', 403],
      'greenbank/clients-ca-rotated': ['upstream', 200],
      'greenbank/clients-ca-rotated/of-clients': ['upstream', 200],
      'greenbank/clients-ca-rotated/of-clients/revoked': ['tls', null],
    })
  })

  test('names the strangers when a line of the firewall lets everyone in', async () => {
    const files = altered('hub/nftables/muhuri.nft', '198.51.100.16/29', '0.0.0.0/0')
    expect(different(await play(files, ['right', 'stranger']))).toEqual(IDS.map((id) => `${id}/stranger`))
  })

  test('names the stranger when a line of a map makes everyone at home', async () => {
    const files = altered('hub/haproxy/maps/ip.map', '198.51.100.16/29', '0.0.0.0/0')
    expect(different(await play(files, ['right', 'stranger']))).toEqual(['greenbank/stranger/past-firewall'])
  })

  test('names what is refused when the gateway does not know a certificate', async () => {
    const files = preparation.files.map((file) =>
      file.path === 'hub/haproxy/maps/pins.map' ? { ...file, text: file.text.replace(/^.* greenbank\n/gm, '') } : file,
    )
    expect(different(await play(files, ['right']))).toEqual(['greenbank/right'])
  })

  test('refuses files that the gateway cannot load, and says what it says', async () => {
    await expect(play(altered('hub/haproxy/haproxy.cfg', 'frontend hub-in', 'frontent hub-in'), ['right'])).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('HAProxy refuses the rendered files'),
    })
  })

  test('shows nothing outside and leaves nothing behind', async () => {
    const seen: string[][] = []
    const watched = { ...log, info: () => void seen.push(readdirSync('/sys/class/net')) }
    const before = { links: readdirSync('/sys/class/net'), namespaces: namespaces() }
    await performRehearsal(preparation.prepared, preparation.files, { openScene, log: watched, at: new Date(), only: new Set(['right']) })
    expect(seen.length).toBeGreaterThan(0)
    for (const links of seen) expect(links).toEqual(before.links)
    expect(namespaces()).toEqual(before.namespaces)
    expect(children(process.pid).filter((name) => name === 'unshare')).toEqual([])
  })
})

function namespaces(): readonly string[] {
  try {
    return readdirSync('/run/netns')
  } catch {
    return []
  }
}

/** Names of the processes that a process has started and that still run. */
function children(parent: number): readonly string[] {
  return readdirSync('/proc').flatMap((pid) => {
    const status = /^\d+$/.test(pid) ? statusOf(pid) : ''
    return status.includes(`\nPPid:\t${parent}\n`) ? [/^Name:\t(.*)$/m.exec(status)?.[1] ?? ''] : []
  })
}

function statusOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return ''
  }
}
