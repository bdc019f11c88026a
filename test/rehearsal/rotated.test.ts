import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { folderSource } from '../../src/adapters/folder.ts'
import { random } from '../../src/adapters/random.ts'
import { openScene } from '../../src/adapters/rehearsal/scene.ts'
import { formatInstant } from '../../src/model/time.ts'
import { load } from '../../src/stages/load.ts'
import { performRehearsal } from '../../src/stages/rehearsal/perform.ts'
import { type Preparation, prepareRehearsal } from '../../src/stages/rehearsal/prepare.ts'
import type { CaseName, Rehearsal } from '../../src/stages/rehearsal/rehearsal.ts'
import { type PlainEnvironment, plainEnvironment } from '../support/plain-environment.ts'
import { testWith } from '../support/tools.ts'

/** An environment whose `clients` CA was changed by the commands, its tokens bound to certificates, on a real HAProxy. */

const DAY_MS = 86_400_000
const IDS = ['bluebank', 'greenbank']
const SITUATIONS = ['crl-expired', 'root-crl-expired', 'clock-behind', 'signer-gone', 'clients-ca-rotated'] as const
/** The client of the new CA, and that of the one before. */
const CLIENTS = ['', '/of-clients']
const CONFIGURATION = 'hub/haproxy/haproxy.cfg'
const IGNORED = 'crt-ignore-err 11,12 ca-ignore-err 11,12'

const test = testWith('haproxy', 'nft', 'ip', 'unshare', 'namespaces')
const log = { info: () => undefined, warn: () => undefined }

let place: PlainEnvironment
let preparation: Preparation

beforeAll(async () => {
  const now = Date.now()
  const [made, rotated] = [formatInstant(new Date(now - 10 * DAY_MS)), formatInstant(new Date(now - DAY_MS))]
  place = await plainEnvironment(IDS, made)
  const good = async (line: string): Promise<void> => {
    const { exit, err, json } = await place.run(line, rotated)
    if (exit !== 0) throw new Error(`muhuri ${line}: ${err} ${JSON.stringify(json)}`)
  }
  for (const id of IDS) await good(`activate ${id} --dir env --accept-unconfirmed`)
  const settings = place.at('env/environment.yaml')
  writeFileSync(settings, readFileSync(settings, 'utf8').replace('certificateBound: false', 'certificateBound: true'))
  await good('rotate ca --dir env --keys keys --phase publish')
  await good('sign env --keys keys')
  await good('rotate ca --dir env --phase switch --accept-unacknowledged')
  await good('sign env --reissue --ca clients-2 --keys keys')
  preparation = await prepareRehearsal(load(await folderSource(place.at('env')).read()), { at: new Date(), log, random })
})
afterAll(() => place.close())

function play(only: readonly CaseName[], files: Preparation['files'] = preparation.files): Promise<Rehearsal> {
  return performRehearsal(preparation.prepared, files, { openScene, log, at: new Date(), only: new Set(only) })
}

/** The prepared files with the gateway's configuration changed in places that must be there. */
function altered(...changes: readonly (readonly [from: string, to: string])[]): Preparation['files'] {
  const change = (text: string, [from, to]: readonly [string, string]): string => {
    if (!text.includes(from)) throw new Error(`no "${from}" in ${CONFIGURATION}`)
    return text.replaceAll(from, to)
  }
  return preparation.files.map((file) => (file.path === CONFIGURATION ? { ...file, text: changes.reduce(change, file.text) } : file))
}

const different = ({ rows }: Rehearsal): string[] => rows.filter(({ ok }) => !ok).map(({ id }) => id)
const ends = ({ rows }: Rehearsal) => Object.fromEntries(rows.map(({ id, at, status }) => [id, [at, status]]))
const goodClients = (...cases: readonly string[]): string[] => IDS.flatMap((id) => cases.flatMap((name) => CLIENTS.map((client) => `${id}/${name}${client}`)))

describe('a Hub whose clients CA was changed, and whose lists or clocks are not as they should be', () => {
  test('lets both generations of clients in, and neither the revoked nor the unpinned ones', async () => {
    const unlisted = (name: string): readonly (readonly [string, unknown])[] => (name === 'signer-gone' ? [['/revoked-unlisted', ['gateway', 403]]] : [])
    const expected = IDS.flatMap((id) =>
      SITUATIONS.flatMap((name) =>
        CLIENTS.flatMap((client) =>
          [['', ['upstream', 200]] as const, ['/revoked', ['tls', null]] as const, ['/unpinned', ['gateway', 403]] as const, ...unlisted(name)].map(
            ([who, end]) => [`${id}/${name}${client}${who}`, end] as const,
          ),
        ),
      ),
    )
    const rehearsal = await play(SITUATIONS)
    expect(ends(rehearsal)).toEqual(Object.fromEntries(expected))
    expect(different(rehearsal)).toEqual([])
    for (const { id, expected: verdict, seen } of rehearsal.rows) expect([id, verdict, seen]).toEqual([id, seen, /pinned$|revoked/.test(id) ? 'deny' : 'allow'])
  })

  test('would lock good clients out if one kind of late or early list were not forgiven', async () => {
    const cases = ['crl-expired', 'root-crl-expired', 'clock-behind'] as const
    const one = await play(cases, altered([IGNORED, 'crt-ignore-err 12 ca-ignore-err 11']))
    expect(different(one)).toEqual(goodClients('root-crl-expired', 'clock-behind'))
    const other = await play(cases, altered([IGNORED, 'crt-ignore-err 11 ca-ignore-err 12']))
    expect(different(other)).toEqual(goodClients('crl-expired', 'clock-behind'))
  })

  test('lets in whom it should not when the pins are not asked', async () => {
    const unknown: readonly [string, string] = ['map_str(maps/pins.map)', 'map_str(maps/pins.map,greenbank)']
    const revoked: readonly [string, string] = ['str(revoked) if {', 'str(revoked) if FALSE {']
    const rows = await play(['signer-gone', 'clients-ca-rotated'], altered(unknown, revoked))
    const forgiven = IDS.flatMap((id) => CLIENTS.map((client) => `${id}/signer-gone${client}/revoked-unlisted`))
    const nameless = ['signer-gone', 'clients-ca-rotated'].flatMap((name) => CLIENTS.map((client) => `greenbank/${name}${client}/unpinned`))
    expect(different(rows).sort()).toEqual([...forgiven, ...nameless].sort())
  })

  test('has the pins as the only line where the lists are not asked', async () => {
    const rows = await play(['clients-ca-rotated'], altered([`crl-file crl/clients.pem ${IGNORED} `, '']))
    const revoked = Object.entries(ends(rows)).filter(([id]) => id.endsWith('/revoked'))
    expect(revoked).toEqual(IDS.flatMap((id) => ['/of-clients', ''].map((client) => [`${id}/clients-ca-rotated${client}/revoked`, ['gateway', 403]])))
  })
})
