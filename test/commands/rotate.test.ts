import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { parseCertificatePem } from '../../src/pki/certificate.ts'
import { type PlainEnvironment, plainEnvironment } from '../support/plain-environment.ts'

let place: PlainEnvironment
const run = (line: string, asOf = '2026-11-23T12:00:00Z') => place.run(line, asOf)
const text = (path: string): string => readFileSync(place.at(path), 'utf8')
const errors = async (): Promise<readonly string[]> =>
  (await run('check env')).json.findings.filter(({ severity }: { severity: string }) => severity === 'error')

beforeAll(async () => {
  place = await plainEnvironment(['bluebank', 'greenbank'])
  cpSync(place.at('env'), place.at('base'), { recursive: true })
  cpSync(place.at('keys'), place.at('base-keys'), { recursive: true })
})
beforeEach(() => {
  for (const name of ['env', 'keys', 'out']) rmSync(place.at(name), { recursive: true, force: true })
  cpSync(place.at('base'), place.at('env'), { recursive: true })
  cpSync(place.at('base-keys'), place.at('keys'), { recursive: true })
})
afterAll(() => place.close())

test("the Hub's server certificate gets a successor by a new key for the same host", async () => {
  const { exit, json } = await run('rotate server --dir env --keys keys')

  expect([exit, json.written, json.keys]).toEqual([0, ['hub/server/2026-11-2.pem'], [place.at('keys/hub-server-2026-11-2.key')]])
  const [old, next] = ['2026-11', '2026-11-2'].map((name) => parseCertificatePem(readFileSync(place.at(`env/hub/server/${name}.pem`)), { max: 2 }))
  if (old?.ok !== true || next?.ok !== true) throw new Error('no certificate')
  expect(next.facts).toHaveLength(2)
  expect(next.facts[0]?.decoded.subjectAltName?.names).toEqual(old.facts[0]?.decoded.subjectAltName?.names)
  expect(next.facts[0]?.publicKey.sha256).not.toBe(old.facts[0]?.publicKey.sha256)
  expect(await errors()).toEqual([])
})

test('a server certificate made elsewhere is taken, and the same one again is not', async () => {
  await run('rotate server --dir env --keys keys')
  cpSync(place.at('env/hub/server/2026-11-2.pem'), place.at('elsewhere.pem'))
  rmSync(place.at('env/hub/server/2026-11-2.pem'))

  expect((await run('rotate server --dir env --cert elsewhere.pem --keys none')).json.written).toEqual(['hub/server/2026-11-2.pem'])
  expect(await run('rotate server --dir env --cert elsewhere.pem --keys none')).toMatchObject({ exit: 1, json: { written: [] } })
})

test('without the key of its CA nothing is made', async () => {
  expect(await run('rotate server --dir env --keys none')).toMatchObject({ exit: 3, err: expect.stringContaining('--cert') })
  expect(await run('rotate ca --dir env --keys none')).toMatchObject({ exit: 3, err: expect.stringContaining('--cert') })
  expect(readdirSync(place.at('env/hub/ca')).sort()).toEqual(['clients.pem', 'root.pem', 'servers.pem'])
})

test("the Hub's JWS key is announced like everyone's", async () => {
  const { json } = await run('rotate jws --dir env --keys keys')

  expect(json.written).toEqual(['hub/jws/2026-11-2.pem', 'hub/jws/2026-11-2.yaml', 'hub/jws/2026-11.yaml'])
  expect([text('env/hub/jws/2026-11-2.yaml'), text('env/hub/jws/2026-11.yaml')]).toEqual([
    'activeFrom: 2026-11-24T12:00:00Z\n',
    'retireAfter: 2026-11-25T12:00:00Z\n',
  ])
  expect(text('keys/hub-jws-2026-11-2.key')).toMatch(/^-----BEGIN RSA PRIVATE KEY-----/)
  expect(await errors()).toEqual([])
})

test('every DFSP gets a new CSR of the Hub, or the one that is named', async () => {
  expect((await run('rotate hub-client --for bluebank --dir env --keys keys')).json.written).toEqual(['dfsps/bluebank/hub-client/2026-11-2.csr'])
  expect((await run('rotate hub-client --dir env --keys keys')).json.written).toEqual([
    'dfsps/bluebank/hub-client/2026-11-3.csr',
    'dfsps/greenbank/hub-client/2026-11-2.csr',
  ])
  expect(await run('rotate hub-client --for redbank --dir env --keys keys')).toMatchObject({ exit: 2 })
  expect(await errors()).toEqual([])
})

test('a new deploy key is told by its fingerprint', async () => {
  const { json } = await run('rotate deploy --dir env --keys keys')

  expect(json.written).toEqual(['hub/deploy/2026-11-2.pem'])
  expect(json.notes).toEqual([expect.stringMatching(/[0-9a-f]{64}/)])
})

test('a CA that was made elsewhere is published, and one that is no CA for clients is not', async () => {
  await run('rotate ca --dir env --keys keys')
  cpSync(place.at('env/hub/ca/clients-2.pem'), place.at('made.pem'))
  rmSync(place.at('env'), { recursive: true })
  rmSync(place.at('keys/hub-ca-clients-2.key'))
  cpSync(place.at('base'), place.at('env'), { recursive: true })

  expect((await run('rotate ca --dir env --cert made.pem --keys keys')).json.written).toEqual(['environment.yaml', 'hub/ca/clients-2.pem'])
  expect(await errors()).toEqual([])
  const refused = { json: null, err: expect.stringContaining('--cert') }
  expect(await run('rotate ca --ca servers --dir env --cert base/hub/ca/servers.pem --keys keys')).toMatchObject({ exit: 3, ...refused })
  expect(await run('rotate ca --ca servers --dir env --cert base/hub/ca/clients.pem --keys keys')).toMatchObject({ exit: 2, ...refused })
  expect(await run('rotate ca --ca servers --dir env --cert base/dfsps/greenbank/ca/root.pem --keys keys')).toMatchObject({ exit: 2, ...refused })
})

test('a slip is exit 2', async () => {
  for (const line of ['rotate tokens', 'rotate', 'rotate ca --ca nobody', 'rotate ca --phase later', 'rotate server --phase switch'])
    expect([line, (await run(`${line} --dir env --keys keys`)).exit]).toEqual([line, 2])
})
