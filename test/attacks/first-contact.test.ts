import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { temporaryFolder, writeFiles } from '../support/folder.ts'
import { testCa } from '../support/pki.ts'
import { cli, words } from '../support/run-cli.ts'
import type { SmallEnvironment } from '../support/small-environment.ts'
import { confirm, replaceIn, strictEnvironment } from '../support/strict-environment.ts'

const AS_OF = '--as-of 2026-11-23T10:00:00Z'
const CONFIRMATION = 'confirmations/greenbank.yaml'

const ready = await strictEnvironment(['greenbank'])
replaceIn(ready, 'dfsps/greenbank/dfsp.yaml', /status: active/, 'status: admitted')
const contents = new Map(ready.folder.contents)

/** The environment in a folder, the DFSP admitted and confirmed, after `change`. */
function folderWith(change: (small: SmallEnvironment) => void): string {
  ready.folder.contents.clear()
  for (const [path, text] of contents) ready.folder.contents.set(path, text)
  change(ready)
  const dir = join(temporaryFolder(), 'env')
  writeFiles(dir, ready.folder.contents)
  return dir
}

/** The key folder beside it. */
const keysOf = (dir: string): string => join(dir, '..', 'keys')

const activate = (dir: string) => cli(dir, words(`activate greenbank --dir . --accept-unconfirmed ${AS_OF}`))
const snapshot = (dir: string): string =>
  createHash('sha256')
    .update(
      readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
        .map((path) => `${path}\n${readFileSync(path, 'utf8')}`)
        .join('\n'),
    )
    .digest('hex')

/** The last hex digit of that fingerprint, changed. */
const oneByteOff = (small: SmallEnvironment, place: string): void => {
  const text = Buffer.from(small.folder.contents.get(CONFIRMATION) ?? '').toString()
  const sha256 = new RegExp(`${place}: "?([0-9a-f]{64})`).exec(text)?.[1] ?? ''
  replaceIn(small, CONFIRMATION, new RegExp(sha256), `${sha256.slice(0, 63)}${sha256.endsWith('0') ? '1' : '0'}`)
}

describe('activate, where assurance is strict', () => {
  test('goes through when two people have confirmed every anchor, officer and JWS key', async () => {
    const dir = folderWith(() => {})
    expect(await activate(dir)).toMatchObject({ exit: 0 })
    expect(readFileSync(join(dir, 'dfsps/greenbank/dfsp.yaml'), 'utf8')).toContain('status: active')
  })

  const refused: readonly (readonly [string, (small: SmallEnvironment) => void, string])[] = [
    ['nothing is confirmed', ({ folder }) => folder.contents.delete(CONFIRMATION), `${CONFIRMATION} is missing`],
    ['one person was both', (small) => confirm(small, 'greenbank', { witness: 2001 }), 'confirmedBy and witness are both 2001'],
    ['a person is none of the Hub', (small) => confirm(small, 'greenbank', { witness: 1001 }), '1001 is neither an admin nor a reviewer'],
    ['it is of another DFSP', (small) => confirm(small, 'greenbank', { dfsp: 'bluebank' }), 'it is of "bluebank"'],
    ['the CA differs in one digit', (small) => oneByteOff(small, 'ca/root'), 'another fingerprint of ca/root'],
    ['the officer differs in one digit', (small) => oneByteOff(small, 'officers/anna'), 'another fingerprint of officers/anna'],
    ['the JWS key differs in one digit', (small) => oneByteOff(small, 'jws/2026-11'), 'another fingerprint of jws/2026-11'],
    ['an officer was not read', (small) => replaceIn(small, CONFIRMATION, /,?\s*officers\/anna: [0-9a-f]+/, ''), 'officers/anna'],
    ['there is no officer', ({ folder }) => folder.contents.delete('dfsps/greenbank/officers/anna.pem'), 'it has no officer'],
  ]
  test.each(refused)('is refused when %s, and writes nothing', async (_, change, because) => {
    const dir = folderWith(change)
    const before = snapshot(dir)
    const { exit, err } = await activate(dir)
    expect({ exit, err }).toEqual({ exit: 3, err: expect.stringContaining(because) })
    expect(snapshot(dir)).toBe(before)
  })
})

describe('join', () => {
  const joinWith = (dir: string, more: string) => cli(dir, words(`join greenbank --dir . --keys ${keysOf(dir)} ${more} ${AS_OF}`))
  const root = (): string => {
    const pem = Buffer.from(contents.get('hub/ca/root.pem') ?? '').toString()
    return createHash('sha256')
      .update(Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64'))
      .digest('hex')
  }
  const swapped = ({ folder }: SmallEnvironment) => folder.contents.set('hub/ca/root.pem', testCa({ subject: { CN: 'pilot Root CA' } }).pem)

  test('refuses a clone whose Hub root was swapped, and writes nothing, keys neither', async () => {
    const dir = folderWith((small) => {
      swapped(small)
      small.folder.contents.delete('dfsps/greenbank/jws/2026-11.pem')
    })
    const before = snapshot(dir)
    const { exit, err } = await joinWith(dir, `--hub-root-sha256 ${root()}`)
    expect({ exit, err }).toEqual({ exit: 3, err: expect.stringContaining('this is not the Hub you were told of') })
    expect(snapshot(dir)).toBe(before)
    expect(existsSync(keysOf(dir))).toBe(false)
  })

  test('remembers the root beside the keys, and refuses another one without being told again', async () => {
    const dir = folderWith(() => {})
    expect(await joinWith(dir, `--hub-root-sha256 ${root()}`)).toMatchObject({ exit: 0 })
    writeFiles(dir, [['hub/ca/root.pem', testCa({ subject: { CN: 'pilot Root CA' } }).pem]])
    const before = snapshot(dir)
    expect(await joinWith(dir, '')).toMatchObject({ exit: 3 })
    expect(snapshot(dir)).toBe(before)
  })

  test('prints what is read over the phone, in a form that is pasted as it stands', async () => {
    const { out } = await joinWith(
      folderWith(() => {}),
      '',
    )
    const block = out.slice(out.indexOf('# confirmations/greenbank.yaml'))
    const { fingerprints } = parse(Buffer.from(contents.get(CONFIRMATION) ?? '').toString())
    expect(parse(block)).toMatchObject({ dfsp: 'greenbank', fingerprints, confirmedBy: null, witness: null })
    const sha256: string = fingerprints['ca/root']
    expect(block).toContain(`  #   1  ${sha256.slice(0, 4)} ${sha256.slice(4, 8)} ${sha256.slice(8, 12)} ${sha256.slice(12, 16)}\n`)
  })
})

test("admit prints the Hub's root for the DFSP to hold it to", async () => {
  const dir = folderWith(() => {})
  const { exit, out } = await cli(dir, [
    ...words(`admit bluebank --dir . --country TZ --owner 1002 --role payer --currency TZS --keys ${keysOf(dir)} ${AS_OF}`),
    '--name',
    'Blue',
  ])
  expect({ exit, out }).toEqual({ exit: 0, out: expect.stringMatching(/# hub\/ca\/root\n# {3}1 {2}[0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4}\n/) })
  expect(out).toMatch(/muhuri join bluebank --dir [.] --hub-root-sha256 [0-9a-f]{64}/)
})
