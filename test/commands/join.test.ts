import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { cli, words } from '../support/run-cli.ts'
import { type Workshop, workshop } from '../support/shell.ts'

let place: Workshop
const at = (path: string): string => join(place.directory, path)
const run = (line: string) => cli(place.directory, words(line))
const JOIN = 'join greenbank --dir env --egress 198.51.100.16/29 --callback https://mojaloop.greenbank.example/ --callback-address 198.51.100.24 --keys mine'

/** Every file of the environment with its SHA-256. */
const state = (): string => execFileSync('sh', ['-c', 'find . -type f -not -path "*/.git/*" | sort | xargs sha256sum'], { cwd: at('env'), encoding: 'utf8' })

beforeAll(async () => {
  place = workshop()
  await run('init base --name pilot --tier sandbox --keys keys')
  await run('admit greenbank --dir base --name Green --country TZ --owner 1001 --role payer --currency TZS --keys keys')
})
beforeEach(() => {
  for (const path of ['env', 'mine']) rmSync(at(path), { recursive: true, force: true })
  cpSync(at('base'), at('env'), { recursive: true })
})
afterAll(() => place.close())

test('what is not given is made, and passes check at once', async () => {
  expect(await run(JOIN)).toMatchObject({ exit: 0, err: '' })

  expect(await run('check env')).toMatchObject({ exit: 0, out: '0 errors, 0 warnings, 0 notices; verdict: pass\n' })
})

test('what was forgotten the first time is named, and nothing is written', async () => {
  const before = state()
  expect(await run('join greenbank --dir env --egress 198.51.100.16/29 --keys mine')).toMatchObject({ exit: 2, err: expect.stringContaining('--callback') })
  expect(await run('join greenbank --dir env --callback https://mojaloop.greenbank.example/ --keys mine')).toMatchObject({
    exit: 2,
    err: expect.stringContaining('--egress'),
  })
  expect(await run('join redbank --dir env --keys mine')).toMatchObject({ exit: 2, err: expect.stringContaining('muhuri admit redbank') })
  expect(await run(`${JOIN} --csr missing.csr`)).toMatchObject({ exit: 2 })
  expect(state()).toBe(before)
  expect(existsSync(at('mine'))).toBe(false)
})

test.each([
  ['a wide address', '--egress 0.0.0.0/0', 'endpoint/cidr-too-wide'],
  ['an address that is none', '--egress 010.0.0.1/32', 'endpoint/cidr'],
  ['a callback by http', '--callback http://mojaloop.greenbank.example/', 'endpoint/callback-url'],
  ['a callback at an address', '--callback https://198.51.100.24/', 'endpoint/callback-host'],
])('%s is refused by the code that names it, and nothing is written', async (_what, option, code) => {
  const before = state()

  const { exit, out } = await run(`${JOIN} ${option} --format json`)

  expect(exit).toBe(1)
  expect(JSON.parse(out)).toMatchObject({
    written: [],
    keys: [],
    findings: expect.arrayContaining([expect.objectContaining({ code, path: 'dfsps/greenbank/endpoints.yaml' })]),
  })
  expect(state()).toBe(before)
  expect(existsSync(at('mine'))).toBe(false)
})

test.each([
  ['csr', 'not PEM at all\n', 'csr/unreadable'],
  ['csr', '', 'csr/unreadable'],
  ['jws', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n', 'jws/unreadable'],
  ['server-cert', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', 'cert/unreadable'],
  ['ca', 'nothing\n', 'cert/unreadable'],
])('a --%s file that cannot be read is refused as %j: %s', async (option, text, code) => {
  const before = state()
  place.put('given', text)

  const { exit, out } = await run(`${JOIN} --${option} given --format json`)

  expect(exit).toBe(1)
  expect(JSON.parse(out).findings.map((finding: { code: string }) => finding.code)).toContain(code)
  expect(state()).toBe(before)
})

test('a private key given in the place of a public one is refused and named nowhere else', async () => {
  place.run('openssl', 'genrsa', '-out', at('private'), '2048')
  const before = state()

  const { exit, out } = await run(`${JOIN} --jws private --format json`)

  expect(exit).toBe(1)
  expect(JSON.parse(out).findings.map((finding: { code: string }) => finding.code)).toEqual(['repo/private-key'])
  expect(out).not.toContain('BEGIN')
  expect(state()).toBe(before)
})

test('the fingerprint of the root that the Hub told is kept, and another Hub is refused from then on', async () => {
  const fingerprint = place.run('openssl', 'x509', '-in', at('env/hub/ca/root.pem'), '-noout', '-fingerprint', '-sha256').output.trim().replace(/^.*=/, '')
  expect(await run(`${JOIN} --hub-root-sha256 ${'0'.repeat(64)}`)).toMatchObject({ exit: 3, out: '' })
  expect(await run(`${JOIN} --hub-root-sha256 ${fingerprint}`)).toMatchObject({ exit: 0 })
  expect(readFileSync(at('mine/hub-root.sha256'), 'utf8').trim()).toBe(fingerprint.replaceAll(':', '').toLowerCase())

  await run('init other --name pilot --tier sandbox --keys other-keys')
  for (const ca of ['root', 'clients', 'servers']) cpSync(at(`other/hub/ca/${ca}.pem`), at(`env/hub/ca/${ca}.pem`))

  expect(await run(JOIN)).toMatchObject({ exit: 3, err: expect.stringContaining('not the Hub you were told of') })
})

test('--commit needs the profile on the base', async () => {
  expect(await run(`${JOIN} --commit`)).toMatchObject({ exit: 2, err: expect.stringContaining('muhuri admit greenbank') })
  expect(existsSync(at('env/dfsps/greenbank/endpoints.yaml'))).toBe(false)
})

test('a second CSR that is given gets a name of its own, the same one again changes nothing', async () => {
  await run(`${JOIN} --as-of 2026-11-23T10:00:00Z`)
  place.run(
    'openssl',
    'req',
    '-new',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    at('k'),
    '-out',
    at('next.csr'),
    '-subj',
    '/CN=greenbank',
  )
  const second = JSON.parse((await run('join greenbank --dir env --keys mine --csr next.csr --as-of 2026-11-23T10:00:00Z --format json')).out)
  expect(second.written).toEqual(['dfsps/greenbank/client/2026-11-2.csr', 'dfsps/greenbank/proofs/client-2026-11-2.json'])
  expect(JSON.parse((await run('join greenbank --dir env --keys mine --csr next.csr --as-of 2026-11-23T10:00:00Z --format json')).out).written).toEqual([])
})

test('a JWS key that comes as a certificate is taken as its bare block', async () => {
  place.run(
    'openssl',
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-text',
    '-keyout',
    at('k'),
    '-out',
    at('jws.crt'),
    '-subj',
    '/CN=greenbank',
    '-days',
    '3650',
  )

  expect(await run(`${JOIN} --jws jws.crt --as-of 2026-11-23T10:00:00Z`)).toMatchObject({ exit: 0 })

  expect(readFileSync(at('env/dfsps/greenbank/jws/2026-11.pem'), 'utf8')).toMatch(/^-----BEGIN CERTIFICATE-----\n[^-]*-----END CERTIFICATE-----\n$/)
  expect(JSON.parse((await run('check env --format json')).out)).toMatchObject({
    verdict: 'pass',
    findings: [{ code: 'proof/missing', severity: 'notice', path: 'dfsps/greenbank/jws/2026-11.pem' }],
  })
})

test('suspend keeps the comments that people wrote', async () => {
  const path = at('env/dfsps/greenbank/dfsp.yaml')
  place.put('env/dfsps/greenbank/dfsp.yaml', readFileSync(path, 'utf8').replace('status: admitted', 'status: admitted # since the meeting in May'))

  expect(await run('suspend greenbank --dir env')).toMatchObject({ exit: 0 })

  expect(readFileSync(path, 'utf8')).toContain('\nstatus: suspended # since the meeting in May\n')
  expect(await run('suspend greenbank --dir env')).toMatchObject({ exit: 2 })
})
