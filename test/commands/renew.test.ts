import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { parseCertificatePem, parseOneCertificatePem } from '../../src/pki/certificate.ts'
import { parsePublicKeyPem } from '../../src/pki/spki.ts'
import { type PlainEnvironment, plainEnvironment } from '../support/plain-environment.ts'

const NOW = '2026-11-23T12:00:00Z'
let place: PlainEnvironment
const run = (line: string, asOf = NOW) => place.run(line, asOf)
const text = (path: string): string => readFileSync(place.at(path), 'utf8')
const errors = async (asOf = NOW): Promise<readonly string[]> =>
  (await run('check env', asOf)).json.findings.filter(({ severity }: { severity: string }) => severity === 'error')
const codes = ({ json }: Awaited<ReturnType<typeof run>>): readonly string[] =>
  json.findings.map(({ code, path }: { code: string; path: string }) => `${code} ${path}`)

beforeAll(async () => {
  place = await plainEnvironment(['greenbank'])
  await place.run('activate greenbank --dir env --accept-unconfirmed')
  cpSync(place.at('env'), place.at('base'), { recursive: true })
  cpSync(place.at('greenbank'), place.at('base-keys'), { recursive: true })
})
beforeEach(() => {
  for (const [from, to] of [
    ['base', 'env'],
    ['base-keys', 'greenbank'],
  ] as const) {
    rmSync(place.at(to), { recursive: true, force: true })
    cpSync(place.at(from), place.at(to), { recursive: true })
  }
})
afterAll(() => place.close())

test('a client certificate gets a successor by a new key, and both are served', async () => {
  const { exit, json } = await run('renew greenbank --dir env --what client --keys greenbank')

  expect([exit, json.written]).toEqual([0, ['dfsps/greenbank/client/2026-11-2.csr', 'dfsps/greenbank/proofs/client-2026-11-2.json']])
  expect(json.keys).toEqual([place.at('greenbank/greenbank-client-2026-11-2.key')])
  const { issued } = (await run('sign env --keys keys')).json
  expect(issued).toMatchObject([{ dfsp: 'greenbank', csr: 'dfsps/greenbank/client/2026-11-2.csr' }])
  expect(await errors()).toEqual([])
  await run('render env --for hub --out out')
  expect(text('out/hub/haproxy/maps/pins.map').trim().split('\n')).toHaveLength(2)
  const keys = readdirSync(place.at('env/issued/certificates/greenbank'))
    .filter((name) => name.endsWith('.pem'))
    .map((name) => {
      const parsed = parseOneCertificatePem(readFileSync(place.at(`env/issued/certificates/greenbank/${name}`)))
      return parsed.ok ? parsed.facts.publicKey.sha256 : name
    })
  expect(new Set(keys).size).toBe(2)
})

test('the same key is refused, whatever the request around it', async () => {
  place.tool('openssl', 'req', '-new', '-key', place.at('greenbank/greenbank-client-2026-11.key'), '-subj', '/CN=greenbank', '-out', place.at('again.csr'))
  const refused = await run('renew greenbank --dir env --csr again.csr --keys greenbank')
  expect([refused.exit, codes(refused)]).toEqual([1, ['csr/key-reuse dfsps/greenbank/client/2026-11-2.csr']])

  const same = await run('renew greenbank --dir env --what client --csr env/dfsps/greenbank/client/2026-11.csr --keys greenbank')
  expect([same.exit, codes(same)]).toEqual([1, ['csr/key-reuse dfsps/greenbank/client/2026-11-2.csr']])

  place.tool('openssl', 'req', '-new', '-key', place.at('greenbank/greenbank-server-2026-11.key'), '-subj', '/CN=greenbank', '-out', place.at('server.csr'))
  const server = await run('renew greenbank --dir env --csr server.csr --keys greenbank')
  expect([server.exit, codes(server)]).toEqual([1, ['csr/key-reuse dfsps/greenbank/client/2026-11-2.csr']])
  expect(readdirSync(place.at('env/dfsps/greenbank/client'))).toEqual(['2026-11.csr'])

  const jws = await run('renew greenbank --dir env --jws env/dfsps/greenbank/jws/2026-11.pem --keys greenbank')
  expect([jws.exit, codes(jws)]).toEqual([1, ['jws/key-reuse dfsps/greenbank/jws/2026-11-2.pem']])
  const certificate = await run('renew greenbank --dir env --server-cert env/dfsps/greenbank/server/2026-11.pem --keys greenbank')
  expect(certificate.exit).toBe(1)
  expect(codes(certificate)).toContain('cert/key-reuse dfsps/greenbank/server/2026-11-2.pem')
})

test("the server certificate is renewed under the DFSP's CA where its key is at hand", async () => {
  const { exit, json } = await run('renew greenbank --dir env --what server --keys greenbank')

  expect([exit, json.written]).toEqual([0, ['dfsps/greenbank/proofs/server-2026-11-2.json', 'dfsps/greenbank/server/2026-11-2.pem']])
  const [old, renewed] = ['2026-11', '2026-11-2'].map((name) => {
    const parsed = parseCertificatePem(readFileSync(place.at(`env/dfsps/greenbank/server/${name}.pem`)), { max: 4 })
    return parsed.ok ? parsed.facts[0] : undefined
  })
  expect(renewed?.decoded.subjectAltName?.names).toEqual(old?.decoded.subjectAltName?.names)
  expect(renewed?.publicKey.sha256).not.toBe(old?.publicKey.sha256)
  expect(await errors()).toEqual([])
})

test('without the CA key it says how, and that works word for word', async () => {
  rmSync(place.at('greenbank/greenbank-ca.key'))
  const { exit, json } = await run('renew greenbank --dir env --what server --keys greenbank')
  expect([exit, json.written]).toEqual([0, []])
  const script = json.notes
    .slice(1, -1)
    .join('\n')
    .replace('<your CA>.pem', 'env/dfsps/greenbank/ca/root.pem')
    .replace('<its key>', 'base-keys/greenbank-ca.key')
  expect(place.tool('sh', '-ec', script)).toMatchObject({ ok: true })

  const given = await run('renew greenbank --dir env --what server --server-cert server.pem --keys greenbank', new Date().toISOString())

  expect(given).toMatchObject({ exit: 0, json: { written: [expect.stringMatching(/^dfsps\/greenbank\/server\/\d{4}-\d\d(-2)?\.pem$/)] } })
})

test('a JWS key is announced: published now, used after the notice, and the old one ends when it has passed again', async () => {
  const { exit, json } = await run('renew greenbank --dir env --what jws --keys greenbank')

  expect([exit, json.written]).toEqual([
    0,
    [
      'dfsps/greenbank/jws/2026-11-2.pem',
      'dfsps/greenbank/jws/2026-11-2.yaml',
      'dfsps/greenbank/jws/2026-11.yaml',
      'dfsps/greenbank/proofs/jws-2026-11-2.json',
    ],
  ])
  expect(text('env/dfsps/greenbank/jws/2026-11-2.yaml')).toBe('activeFrom: 2026-11-24T12:00:00Z\n')
  expect(text('env/dfsps/greenbank/jws/2026-11.yaml')).toBe('retireAfter: 2026-11-25T12:00:00Z\n')
  expect(text('greenbank/greenbank-jws-2026-11-2.key')).toMatch(/^-----BEGIN RSA PRIVATE KEY-----/)
  const published = parsePublicKeyPem(readFileSync(place.at('env/dfsps/greenbank/jws/2026-11-2.pem')))
  expect(published.ok && published.facts.kind === 'rsa' && published.facts.bits).toBe(2048)
  expect(await errors()).toEqual([])
  const keyOn = async (asOf: string): Promise<string> => {
    await run('render env --for hub --target mojaloop --out out', asOf)
    return text('out/hub/mojaloop/jws/greenbank.pem')
  }
  const before = await keyOn(NOW)
  expect(await keyOn('2026-11-24T13:00:00Z')).not.toBe(before)
})

test('without --what only what is due is renewed', async () => {
  expect(await run('renew greenbank --dir env --keys greenbank')).toMatchObject({
    exit: 0,
    json: { written: [], notes: [expect.stringContaining('nothing is due')] },
  })
  const late = '2027-12-01T00:00:00Z'
  expect((await run('renew greenbank --dir env --keys greenbank', late)).json.written).toEqual([
    'dfsps/greenbank/client/2027-12.csr',
    'dfsps/greenbank/proofs/client-2027-12.json',
  ])
  expect((await run('renew greenbank --dir env --keys greenbank', late)).json.written).toEqual([])
  const later = '2029-02-10T00:00:00Z'
  expect((await run('renew greenbank --dir env --keys greenbank', later)).json.written).toEqual([
    'dfsps/greenbank/proofs/server-2029-02.json',
    'dfsps/greenbank/server/2029-02.pem',
  ])
})

test("a CSR of the Hub's that waits is answered on the way", async () => {
  expect((await run('rotate hub-client --for greenbank --dir env --keys keys')).json.written).toEqual(['dfsps/greenbank/hub-client/2026-11-2.csr'])

  expect((await run('renew greenbank --dir env --keys greenbank')).json.written).toEqual(['dfsps/greenbank/hub-client/2026-11-2.pem'])

  expect(await errors()).toEqual([])
})

test('a slip is exit 2, and somebody who has left renews nothing', async () => {
  expect(await run('renew redbank --dir env --keys greenbank')).toMatchObject({ exit: 2 })
  expect(await run('renew greenbank --dir env --what ca --keys greenbank')).toMatchObject({ exit: 2 })
  expect(await run('renew greenbank --dir env --what jws --csr env/dfsps/greenbank/client/2026-11.csr --keys greenbank')).toMatchObject({ exit: 2 })
  expect(await run('renew greenbank --dir env --commit --keys greenbank')).toMatchObject({ exit: 2 })
  await run('leave greenbank --dir env')
  expect(await run('renew greenbank --dir env --keys greenbank')).toMatchObject({ exit: 3 })
  expect(existsSync(place.at('greenbank/greenbank-client-2026-11-2.key'))).toBe(false)
})
