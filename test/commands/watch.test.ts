import { cpSync, readFileSync, rmSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import schema from '../../schemas/watch.schema.json' with { type: 'json' }
import type { WatchedCrl, WatchedEnd, WatchReport } from '../../src/model/watch.ts'
import { watchMarkdown } from '../../src/report/watch-markdown.ts'
import { type PlainEnvironment, plainEnvironment } from '../support/plain-environment.ts'
import { cli, words } from '../support/run-cli.ts'

let place: PlainEnvironment
const isReport = new Ajv2020({ allowUnionTypes: true }).compile(schema)

async function watch(asOf: string, options = ''): Promise<WatchReport> {
  const { exit, json, err } = await place.run(`watch env ${options}`, asOf)
  expect([exit, err, isReport(json), isReport.errors]).toEqual([0, '', true, null])
  return json
}

const ends = ({ ends: all }: WatchReport) => all.map(({ path, within, command }: WatchedEnd) => `${within} ${path}: ${command}`)
const due = ({ crls }: WatchReport) =>
  crls.filter((crl: WatchedCrl) => crl.due !== null).map(({ path, due: why, command }: WatchedCrl) => `${path} ${why}: ${command}`)

beforeAll(async () => {
  place = await plainEnvironment(['greenbank'])
  cpSync(place.at('env'), place.at('base'), { recursive: true })
  cpSync(place.at('keys'), place.at('base-keys'), { recursive: true })
})
beforeEach(() => {
  for (const name of ['env', 'keys']) rmSync(place.at(name), { recursive: true, force: true })
  cpSync(place.at('base'), place.at('env'), { recursive: true })
  cpSync(place.at('base-keys'), place.at('keys'), { recursive: true })
})
afterAll(() => place.close())

test('on the day that all is made nothing ends', async () => {
  const report = await watch('2026-11-23T12:00:00Z')

  expect([report.ends, due(report), report.refreshed]).toEqual([[], [], []])
  expect(report.crls.map(({ path }: WatchedCrl) => path)).toEqual(['hub/crl/root.pem', 'hub/crl/servers.pem', 'issued/crl/clients.pem'])
  expect((await cli(place.directory, words('watch env --as-of 2026-11-23T12:00:00Z'))).out).toBe(
    'nothing ends within 90 days, and no CRL is due; as of 2026-11-23T12:00:00Z\n',
  )
})

// The client certificate ends on 2027-12-25 at 10:00.
test.each([
  ['2027-09-25T09:00:00Z', null],
  ['2027-09-26T09:00:00Z', 90],
  ['2027-10-25T10:00:00Z', 90],
  ['2027-10-26T10:00:00Z', 60],
  ['2027-11-25T10:00:00Z', 30],
  ['2027-12-11T10:00:00Z', 14],
  ['2027-12-18T10:00:00Z', 7],
  ['2027-12-23T11:00:00Z', 1],
  ['2027-12-25T10:00:00Z', 1],
  ['2027-12-25T10:00:01Z', 0],
])('at %s a certificate is within %s days of its end, and its renewal is proposed', async (asOf, within) => {
  const client = (await watch(asOf)).ends.filter(({ what }: WatchedEnd) => what === 'client certificate')

  expect(client.map((end: WatchedEnd) => [end.within, end.dfsp, end.who, end.command])).toEqual(
    within === null ? [] : [[within, 'greenbank', 'dfsp', 'muhuri renew greenbank --dir . --what client']],
  )
})

test('what is there for the time after is said, and nothing is proposed; once over it is not said at all', async () => {
  const asOf = '2027-12-01T00:00:00Z'
  await place.run('renew greenbank --dir env --what client --keys greenbank', asOf)
  expect((await watch(asOf)).ends.filter(({ what }: WatchedEnd) => what === 'client certificate')).toMatchObject([{ replacedBy: null }])
  await place.run('sign env --keys keys', asOf)

  expect((await watch(asOf)).ends.filter(({ what }: WatchedEnd) => what === 'client certificate')).toMatchObject([
    { replacedBy: expect.stringMatching(/^issued\/certificates\/greenbank\/2027-12\..*pem$/), command: null, within: 30 },
  ])
  expect(ends(await watch('2027-12-26T00:00:00Z')).filter((line) => line.includes('certificates/greenbank'))).toEqual([])
})

test('a CRL is due when policy says so, made anew with the signer at hand, and then it is not', async () => {
  const asOf = '2026-12-10T10:00:00Z'
  expect(due(await watch(asOf))).toEqual(['issued/crl/clients.pem it ends soon: muhuri watch . --refresh'])
  expect(await place.run('watch env --refresh --keys nowhere', asOf)).toMatchObject({ exit: 3, json: null })

  const report = await watch(asOf, '--refresh --keys keys')

  expect(report.refreshed).toMatchObject([{ ca: 'clients' }])
  expect(due(report)).toEqual([])
  expect((await watch(asOf, '--refresh --keys keys')).refreshed).toEqual([])
})

test('a CRL of an offline CA is due a month before its end, or when it lacks a revocation', async () => {
  expect(due(await watch('2027-12-01T00:00:00Z')).filter((line) => line.startsWith('hub/crl'))).toEqual([
    'hub/crl/root.pem it ends soon: muhuri crl issue --ca root --dir . --keys <where its key is>',
    'hub/crl/servers.pem it ends soon: muhuri crl issue --ca servers --dir . --keys <where its key is>',
  ])
  rmSync(place.at('env/hub/crl/servers.pem'))
  const serial = place.tool('openssl', 'x509', '-in', place.at('env/hub/ca/servers.pem'), '-noout', '-serial').output.trim().replace('serial=', '')
  await place.run(`revoke ${serial} --dir env --reason superseded --by switch`)

  expect(due(await watch('2026-11-23T12:00:00Z'))).toEqual([
    'hub/crl/root.pem it lacks 1 revocation(s): muhuri crl issue --ca root --dir . --keys <where its key is>',
    'hub/crl/servers.pem there is none: muhuri crl issue --ca servers --dir . --keys <where its key is>',
  ])
})

test('JWS keys and waivers end too, servers and CAs of both sides with the command for each', async () => {
  await place.run('renew greenbank --dir env --what jws --keys greenbank', '2026-11-23T12:00:00Z')
  place.tool('mkdir', '-p', place.at('env/waivers'))
  place.put(
    'env/waivers/old.yaml',
    `code: cert/expired\npath: dfsps/greenbank/ca/root.pem\nsha256: ${'a'.repeat(64)}\nreason: Until the new one is there.\napprover: 2001\nexpires: 2026-12-01\n`,
  )
  const soon = await watch('2026-11-24T00:00:00Z')
  expect(soon.ends).toMatchObject([
    { what: 'JWS key', dfsp: 'greenbank', path: 'dfsps/greenbank/jws/2026-11.pem', replacedBy: 'dfsps/greenbank/jws/2026-11-2.pem', within: 1 },
    { what: 'waiver of cert/expired', dfsp: 'greenbank', path: 'waivers/old.yaml', at: '2026-12-01T23:59:59Z', within: 7, command: null },
  ])

  const late = ends(await watch('2029-02-10T00:00:00Z'))
  expect(late).toContain('30 dfsps/greenbank/server/2026-11.pem: muhuri renew greenbank --dir . --what server')
  expect(late).toContain('30 hub/server/2026-11.pem: muhuri rotate server --dir .')
  expect(late).toContain('30 dfsps/greenbank/hub-client/2026-11.pem: muhuri rotate hub-client --for greenbank --dir .')
  const end = ends(await watch('2046-11-01T00:00:00Z'))
  expect(end).toContain('30 hub/ca/root.pem: muhuri rotate ca --ca root --dir .')
  expect(end).toContain('30 hub/ca/clients.pem: muhuri rotate ca --ca clients --dir .')
  expect(end).toContain('30 dfsps/greenbank/ca/root.pem: muhuri join greenbank --dir . --ca <new CA>')
})

test('what is revoked, or of a DFSP that left, ends unsaid', async () => {
  await place.run('leave greenbank --dir env', '2027-12-01T00:00:00Z')

  expect(ends(await watch('2027-12-01T00:00:00Z')).filter((line) => line.includes('greenbank'))).toEqual([])
})

test('the mail has a section for each urgency, and nothing in it is markup that came from a file', async () => {
  const report = await watch('2029-02-10T00:00:00Z')
  const mail = watchMarkdown({ ...report, ends: report.ends.map((end: WatchedEnd) => ({ ...end, path: 'a|b`[x](http://evil.example)' })) })

  expect(mail).toMatch(/^As of 2029-02-10T00:00:00Z: \d+ ends within 90 days, \d CRLs? due\.\n\n### Over\n\n/)
  expect(mail).toContain('### Within 30 days\n\n| what | when | where | then |')
  expect(mail).toContain('``a\\|b`[x](http://evil.example)``')
  expect(readFileSync(place.at('env/environment.yaml'), 'utf8')).toContain('name: pilot')
})
