import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import schema from '../../schemas/recover-report.schema.json' with { type: 'json' }
import type { RecoverReport } from '../../src/model/recovery.ts'
import { parseCrlPem } from '../../src/pki/crl.ts'
import type { CrlFacts } from '../../src/pki/facts.ts'
import { type GitEnvironment, gitEnvironment } from '../support/git-environment.ts'
import { testWith } from '../support/tools.ts'

/** Everything that was ever issued or revoked comes back from whoever still has it, and nothing that was not. */

const test = testWith('git')
const isReport = new Ajv2020({ allowUnionTypes: true }).compile(schema)
const DAY = (day: number): string => `2026-12-${String(day).padStart(2, '0')}T10:00:00Z`
let place: GitEnvironment

const serials = (clone: string): readonly string[] =>
  readdirSync(place.at(`${clone}/issued/certificates/greenbank`))
    .filter((name) => name.endsWith('.pem'))
    .map((name) => name.split('.')[1] ?? '')
    .sort()
const revocations = (clone: string): readonly string[] => (existsSync(place.at(`${clone}/revoked`)) ? readdirSync(place.at(`${clone}/revoked`)).sort() : [])

function crl(clone: string): CrlFacts {
  const parsed = parseCrlPem(readFileSync(place.at(`${clone}/issued/crl/clients.pem`)))
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.facts
}

async function recover(clone: string, from: readonly string[], more = '--keys keys'): Promise<RecoverReport & { readonly exit: number }> {
  const { exit, out, err } = await place.run(`audit ${clone} --recover ${from.map((source) => `--from ${source}`).join(' ')} ${more} --format json`, DAY(20))
  if (out === '') throw new Error(err)
  const report = JSON.parse(out)
  expect([isReport(report), isReport.errors]).toEqual([true, null])
  return { exit, ...report }
}

/** Renews, signs and revokes the certificate before, a commit each on main and one or more on issued. */
async function live(clone: string, day: number): Promise<void> {
  const [old = ''] = serials(clone).filter((serial) => !revocations(clone).includes(`${serial}.yaml`))
  await place.good(`renew greenbank --dir ${clone} --what client --keys greenbank`, DAY(day))
  place.commit(clone, 'Renew')
  await place.good(`sign ${clone} --keys keys`, DAY(day))
  place.commit(clone, 'Issue')
  await place.good(`revoke ${old} --dir ${clone} --reason superseded --by greenbank`, DAY(day))
  place.commit(clone, 'Revoke')
  await place.good(`sign ${clone} --crl-only --keys keys`, DAY(day))
  place.commit(clone, 'List')
}

beforeAll(async () => {
  place = await gitEnvironment()
})
beforeEach(() => place.reset())
afterAll(() => place.close())

test('main is set back by ten commits: nothing is signed or rendered until one DFSP has given everything back', async () => {
  for (const day of [1, 2, 3, 4, 5]) await live('hub', day)
  place.push('hub')
  const known = { serials: serials('hub'), revocations: revocations('hub'), number: crl('hub').number ?? 0n }
  expect([known.serials.length, known.revocations.length]).toEqual([6, 5])
  await place.good('render hub --for all --out out --keys keys', DAY(5))
  place.git('.', 'clone', '--quiet', place.at('remote.git'), place.at('greenbank-clone'))
  place.git('remote.git', 'update-ref', 'refs/heads/main', 'main~10')
  place.git('remote.git', 'update-ref', 'refs/heads/issued', 'issued~10')
  place.clone('fresh')
  expect([serials('fresh').length, revocations('fresh')]).toEqual([1, []])

  for (const line of ['sign fresh --keys keys', 'sign fresh --crl-only --keys keys', 'render fresh --for all --out out --keys keys'])
    expect(await place.run(line, DAY(20))).toMatchObject({ exit: 3, out: '', err: expect.stringContaining('repo/rollback') })
  const report = await recover('fresh', ['greenbank-clone'])

  expect(report).toMatchObject({ exit: 0, ok: true, conflicts: [], refused: [], missing: [], unrecorded: [], crls: [{ ca: 'clients' }] })
  expect(report.revocations.map(({ name, listed }) => [`${name}.yaml`, listed])).toEqual(known.revocations.map((name) => [name, true]))
  expect([serials('fresh'), revocations('fresh')]).toEqual([known.serials, known.revocations])
  expect(crl('fresh').number).toBeGreaterThan(known.number)
  expect([...crl('fresh').entries.keys()].sort()).toEqual(known.revocations.map((name) => name.replace('.yaml', '')))
  expect(JSON.parse(readFileSync(place.at('keys/checkpoint.json'), 'utf8'))).toMatchObject({ recovered: { sources: ['greenbank-clone'] } })

  place.git('fresh', 'fetch', '--quiet', place.at('greenbank-clone'), 'main')
  place.commit('fresh', 'Recover')
  place.git('fresh', 'merge', '--quiet', '-m', 'Bring back', 'FETCH_HEAD')
  expect(await place.run('sign fresh --keys keys', DAY(20))).toMatchObject({ exit: 0 })
  expect(await place.run('render fresh --for all --out out --keys keys', DAY(20))).toMatchObject({ exit: 0 })
})

test('a gateway folder and a bundle are enough for what is revoked, and say which certificates have lost their record', async () => {
  await live('hub', 1)
  await place.good('render hub --for all --out out --keys none', DAY(1))
  const [revoked = ''] = revocations('hub')
  const [served = ''] = serials('hub').filter((serial) => `${serial}.yaml` !== revoked)
  execFileSync('tar', ['-czf', place.at('bundle.tar.gz'), '-C', place.at('out/dfsps/greenbank'), '.'])
  place.clone('fresh')
  const number = crl('hub').number ?? 0n

  const report = await recover('fresh', ['out', 'bundle.tar.gz'], '--keys keys --checkpoint other.json')

  expect(report).toMatchObject({ exit: 0, revocations: [{ name: revoked.replace('.yaml', ''), listed: true }] })
  expect(report.unrecorded.map(({ serial }) => serial)).toContain(served)
  expect(revocations('fresh')).toEqual([revoked])
  expect(crl('fresh').number).toBeGreaterThan(number)
})

test("what is not the Hub's, not whole or contradicts what stands is refused by name", async () => {
  await live('hub', 1)
  const folder = 'hub/issued/certificates/greenbank'
  const records = readdirSync(place.at(folder)).filter((name) => name.endsWith('.json'))
  cpSync(place.at('hub'), place.at('evil'), { recursive: true, filter: (path) => !path.endsWith('.git') })
  const edit = (name: string, from: RegExp, to: string): void => {
    const file = place.at(name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to))
  }
  place.clone('fresh')
  const kept = serials('fresh')[0] ?? ''
  const lost = records.find((name) => !name.includes(kept)) ?? ''
  edit(`evil/issued/certificates/greenbank/${lost}`, /"tbs": "[0-9a-f]{8}/, '"tbs": "00000000')
  edit(`evil/issued/certificates/greenbank/${records.find((name) => name.includes(kept))}`, /"pullRequest": null/, '"pullRequest": 7')

  const report = await recover('fresh', ['evil'])

  expect(report).toMatchObject({ exit: 1, ok: false, checkpoint: null })
  expect(report.conflicts.map(({ path, source }) => [path.includes(kept), source])).toEqual([[true, 'evil']])
  expect(report.refused).toMatchObject([
    { path: `issued/certificates/greenbank/${lost}`, source: 'evil', message: expect.stringContaining('names the TBS "00000000') },
  ])
  expect(serials('fresh')).toEqual([kept])
})

test('without any Git host the brake is pulled in one clone; both sides come together without losing anything', async () => {
  place.clone('alone')
  place.git('alone', 'remote', 'set-url', 'origin', 'ssh://git.invalid/pilot.git')
  const [victim = ''] = serials('alone')
  await place.good(`revoke ${victim} --dir alone --reason keyCompromise --by greenbank`, DAY(1))
  place.commit('alone', 'Revoke')
  await place.good('sign alone --crl-only --keys keys', DAY(1))
  place.commit('alone', 'List')
  await place.good('render alone --for all --out out --keys keys', DAY(1))
  // Meanwhile the host has other merges, and signed elsewhere, with another memory.
  await place.good('renew greenbank --dir hub --what client --keys greenbank', DAY(2))
  place.commit('hub', 'Renew')
  await place.good('sign hub --keys keys --checkpoint hub.json', DAY(2))
  place.commit('hub', 'Issue')
  await place.good('sign hub --crl-only --keys keys --checkpoint hub.json', DAY(16))
  place.commit('hub', 'List')
  place.push('hub')
  const [here, there] = [crl('alone').number ?? 0n, crl('hub').number ?? 0n]
  expect(there).toBeGreaterThan(here)

  place.git('alone', 'remote', 'set-url', 'origin', place.at('remote.git'))
  place.git('alone', 'fetch', '--quiet', 'origin')
  place.git('alone', 'merge', '--quiet', '-m', 'Come together', 'origin/main')
  expect(await place.run('sign alone --keys keys', DAY(17))).toMatchObject({ exit: 3, err: expect.stringContaining('issued') })
  place.git('alone/issued', 'merge', '--quiet', '-s', 'ort', '-X', 'ours', '-m', 'Come together', 'origin/issued')
  const report = await recover('alone', ['remote.git'])
  place.commit('alone', 'One list above both')

  expect(report).toMatchObject({ exit: 0, conflicts: [], refused: [] })
  expect(serials('alone')).toEqual([...new Set([...serials('hub'), victim])].sort())
  expect(revocations('alone')).toEqual([`${victim}.yaml`])
  expect(crl('alone').number).toBeGreaterThan(there)
  expect([...crl('alone').entries.keys()]).toEqual([victim])
  expect(await place.run('sign alone --keys keys', DAY(21))).toMatchObject({ exit: 0 })
  place.push('alone')
  expect(await place.run('render alone --for all --out out --keys keys', DAY(21))).toMatchObject({ exit: 0 })
})

test('a certificate that was signed and whose push was lost with the machine is revoked, not forgotten', async () => {
  await place.good('renew greenbank --dir hub --what client --keys greenbank', DAY(1))
  place.commit('hub', 'Renew')
  place.push('hub')
  await place.good('sign hub --keys keys', DAY(1))
  const lost =
    readdirSync(place.at('hub/issued/certificates/greenbank'))
      .find((name) => name.startsWith('2026-12'))
      ?.split('.')[1] ?? ''
  rmSync(place.at('hub'), { recursive: true })
  place.clone('fresh')

  expect(await place.run('sign fresh --keys keys', DAY(2))).toMatchObject({ exit: 3, err: expect.stringContaining(lost) })
  expect(await recover('fresh', ['remote.git'])).toMatchObject({ exit: 0, written: [`revoked/${lost}.yaml`] })
  expect([...crl('fresh').entries.keys()]).toEqual([lost])
})
