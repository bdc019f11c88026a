import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseCertificatePem, parseOneCertificatePem } from '../../src/pki/certificate.ts'
import type { CertificateFacts } from '../../src/pki/facts.ts'
import { signedBy } from '../../src/pki/verify.ts'
import { type PlainEnvironment, plainEnvironment } from '../support/plain-environment.ts'

const LATER = '2026-12-01T10:00:00Z'
let place: PlainEnvironment
const run = (line: string, asOf = LATER) => place.run(line, asOf)

function certificateIn(where: PlainEnvironment, path: string): CertificateFacts {
  const parsed = parseOneCertificatePem(readFileSync(where.at(path)))
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.facts
}

const certificate = (path: string): CertificateFacts => certificateIn(place, path)

/** Subjects in a rendered bundle. */
async function bundle(path: string, asOf = LATER): Promise<readonly string[]> {
  rmSync(place.at('out'), { recursive: true, force: true })
  const { exit, err } = await run('render env --for all --out out', asOf)
  if (exit !== 0) throw new Error(err)
  const parsed = parseCertificatePem(readFileSync(place.at(`out/${path}`)), { max: 16 })
  return parsed.ok ? parsed.facts.map(({ subject }) => subject.text.replace(/^.*CN=/, '')).sort() : []
}

const errors = async (asOf = LATER): Promise<readonly string[]> =>
  (await run('check env', asOf)).json.findings.filter(({ severity }: { severity: string }) => severity === 'error')

/** The pins of greenbank: file names of its issued certificates. */
const issued = (): readonly string[] => readdirSync(place.at('env/issued/certificates/greenbank')).filter((name) => name.endsWith('.pem'))

function installed(path: string, at: string, trust?: readonly string[]): void {
  mkdirSync(dirname(place.at(`env/${path}`)), { recursive: true })
  place.put(`env/${path}`, `bundle: ${'a'.repeat(64)}\nsequence: 1\nat: ${at}\nsteps: [C5]\n${trust === undefined ? '' : `trust: [${trust.join(', ')}]\n`}`)
}

beforeAll(async () => {
  const made = await plainEnvironment(['bluebank', 'greenbank'])
  const { exit, err } = await made.run('activate greenbank --dir env --accept-unconfirmed')
  if (exit !== 0) throw new Error(err)
  place = made
})
afterAll(() => place.close())

test('the CA for clients is changed in three phases, and every one of them passes check', async () => {
  const published = await run('rotate ca --dir env --keys keys')
  expect(published).toMatchObject({ exit: 0, json: { phase: 'publish', written: ['environment.yaml', 'hub/ca/clients-2.pem'] } })
  expect(await errors()).toEqual([])
  const [old, next, root] = ['clients', 'clients-2', 'root'].map((name) => certificate(`env/hub/ca/${name}.pem`))
  if (old === undefined || next === undefined || root === undefined) throw new Error('no CA')
  expect(signedBy(next, root)).toBe(true)
  expect(next.subject.text).toBe('C=ZZ, O=switch, CN=pilot clients-2')
  expect(next.publicKey.sha256).not.toBe(old.publicKey.sha256)
  expect(readFileSync(place.at('env/environment.yaml'), 'utf8')).toMatch(/authorities:[\s\S]*published:[\s\S]*clients-2: 2026-12-01T10:00:00Z/)

  expect(await run('sign env --keys keys')).toMatchObject({ exit: 0, json: { issued: [], crls: [{ ca: 'clients-2' }], refused: [] } })
  expect(await bundle('hub/haproxy/ca/clients.pem')).toEqual(['pilot clients', 'pilot clients-2', 'pilot root'])
  expect(await run('rotate ca --dir env --keys keys --phase publish')).toMatchObject({ exit: 3, err: expect.stringContaining('clients-2') })
  expect(await run('rotate ca --dir env --phase retire')).toMatchObject({ exit: 3 })
})

test('before the gateways have it, the switch is refused', async () => {
  expect(await run('rotate ca --dir env')).toMatchObject({ exit: 3, err: expect.stringContaining('hub/installed/greenbank.yaml') })
  installed('hub/installed/greenbank.yaml', '2026-11-30T10:00:00Z')
  expect(await run('rotate ca --dir env --phase switch')).toMatchObject({ exit: 3, err: expect.stringContaining('clients-2') })
  installed('hub/installed/greenbank.yaml', '2026-12-01T11:00:00Z', [certificate('env/hub/ca/clients.pem').sha256])
  expect(await run('rotate ca --dir env --phase switch')).toMatchObject({ exit: 3 })
  expect(await run('rotate ca --ca servers --dir env --phase switch')).toMatchObject({
    exit: 3,
    err: expect.stringContaining('no new CA for servers is published'),
  })
  expect(readFileSync(place.at('env/environment.yaml'), 'utf8')).not.toContain('clients: clients-2')
})

test('after the switch every key gets a certificate of the new CA in one run, and a second run does nothing', async () => {
  installed('hub/installed/greenbank.yaml', '2026-12-01T11:00:00Z')
  expect(await run('rotate ca --dir env')).toMatchObject({ exit: 0, json: { phase: 'switch', issuing: ['clients-2'], unacknowledged: [] } })
  expect(await errors()).toEqual([])
  const [before] = issued()

  expect(await run('sign env --reissue nobody --ca clients-2 --keys keys')).toMatchObject({ exit: 2 })
  const some = await run('sign env --reissue bluebank --ca clients-2 --keys keys')
  expect(some.json.issued.map(({ dfsp }: { dfsp: string }) => dfsp)).toEqual(['bluebank'])
  const { exit, json } = await run('sign env --reissue --ca clients-2 --keys keys')

  expect([exit, json.issued.map(({ dfsp }: { dfsp: string }) => dfsp), json.refused]).toEqual([0, ['greenbank'], []])
  const record = JSON.parse(readFileSync(place.at(`env/${json.issued[0].path.replace(/pem$/, 'json')}`), 'utf8'))
  expect(record).toMatchObject({ issuer: 'clients-2', reissueOf: before?.split('.')[1] })
  const [old, renewed] = [`env/issued/certificates/greenbank/${before}`, `env/${json.issued[0].path}`].map(certificate)
  expect(renewed?.publicKey.sha256).toBe(old?.publicKey.sha256)
  expect(renewed?.subject.der).toEqual(old?.subject.der)
  const nothing = { version: 1, issued: [], healed: [], crls: [], refused: [] }
  expect((await run('sign env --reissue --ca clients-2 --keys keys')).json).toEqual(nothing)
  expect((await run('sign env --keys keys')).json).toEqual(nothing)
  expect(await errors()).toEqual([])
  expect(await bundle('hub/haproxy/ca/clients.pem')).toEqual(['pilot clients', 'pilot clients-2', 'pilot root'])
  await run('render env --for hub --out out')
  expect(readFileSync(place.at('out/hub/haproxy/maps/pins.map'), 'utf8').trim().split('\n')).toHaveLength(4)
})

test('the old CA signs its lists until nothing of it is in force, then it is trusted no more', async () => {
  expect(await run('rotate ca --dir env')).toMatchObject({ exit: 3, err: expect.stringMatching(/2 certificate.*in force/) })
  const due = '2026-12-20T10:00:00Z'
  expect((await run('sign env --crl-only --keys keys', due)).json.crls.map(({ ca }: { ca: string }) => ca)).toEqual(['clients', 'clients-2'])
  const afterwards = '2027-12-27T10:00:00Z'

  expect(await run('rotate ca --dir env', afterwards)).toMatchObject({ exit: 0, json: { phase: 'retire', retired: ['clients'] } })

  const text = readFileSync(place.at('env/environment.yaml'), 'utf8')
  expect(text).toMatch(/retired: \[ clients \]/)
  expect(text).not.toMatch(/^ {2}clients: \{ kind/m)
  expect((await run('sign env --crl-only --keys keys', afterwards)).json.crls.map(({ ca }: { ca: string }) => ca)).toEqual(['clients-2'])
  expect((await errors(afterwards)).filter((finding) => JSON.stringify(finding).includes('"crl/'))).toEqual([])
  expect(await run('sign env --reissue --ca clients --keys keys', afterwards)).toMatchObject({ exit: 3 })
})

test('revoked certificates hold no CA back', async () => {
  const copy = await plainEnvironment(['greenbank'])
  await copy.run('rotate ca --dir env --keys keys')
  await copy.run('sign env --keys keys')
  await copy.run('rotate ca --dir env --accept-unacknowledged')
  await copy.run('sign env --reissue --ca clients-2 --keys keys')
  const old = readdirSync(copy.at('env/issued/certificates/greenbank')).filter((name) => name.endsWith('.json'))
  for (const name of old) {
    const { issuer, serial } = JSON.parse(readFileSync(copy.at(`env/issued/certificates/greenbank/${name}`), 'utf8'))
    if (issuer === 'clients') await copy.run(`revoke ${serial} --dir env --reason superseded --by switch`)
  }
  await copy.run('sign env --crl-only --keys keys')

  expect(await copy.run('rotate ca --dir env')).toMatchObject({ exit: 0, json: { phase: 'retire', retired: ['clients'] } })

  expect((await copy.run('check env')).json.findings.filter(({ severity }: { severity: string }) => severity === 'error')).toEqual([])
  expect((await copy.run('render env --for hub --out out')).exit).toBe(0)
  expect(readFileSync(copy.at('out/hub/haproxy/ca/clients.pem'), 'utf8').match(/BEGIN/g)).toHaveLength(2)
  expect(readFileSync(copy.at('out/hub/haproxy/maps/pins.map'), 'utf8')).not.toContain('revoked')
  copy.close()
})

test('a new root comes with CAs below it, certified by the old one, and DFSPs get it before the switch', async () => {
  const copy = await plainEnvironment(['greenbank'])
  await copy.run('activate greenbank --dir env --accept-unconfirmed')

  const published = await copy.run('rotate ca --ca root --dir env --keys keys')

  expect(published.json.written).toEqual([
    'environment.yaml',
    'hub/ca/clients-2.pem',
    'hub/ca/root-2-by-root.pem',
    'hub/ca/root-2.pem',
    'hub/ca/servers-2.pem',
    'hub/crl/root-2.pem',
    'hub/crl/servers-2.pem',
  ])
  const clean = async () => (await copy.run('check env')).json.findings.filter(({ severity }: { severity: string }) => severity === 'error')
  expect(await clean()).toEqual([])
  expect((await copy.run('sign env --keys keys')).exit).toBe(0)
  expect((await copy.run('render env --for all --out out')).exit).toBe(0)
  expect(readFileSync(copy.at('out/dfsps/greenbank/trust-bundle/hub-server-ca.pem'), 'utf8').match(/BEGIN/g)).toHaveLength(2)
  expect(readFileSync(copy.at('out/hub/haproxy/ca/clients.pem'), 'utf8').match(/BEGIN/g)).toHaveLength(4)

  const early = await copy.run('rotate ca --ca root --dir env --phase switch')
  expect(early).toMatchObject({ exit: 3, err: expect.stringContaining('installed') })
  expect(await copy.run('rotate ca --ca root --dir env --accept-unacknowledged')).toMatchObject({
    exit: 0,
    json: { issuing: ['clients-2', 'servers-2'], unacknowledged: [{ dfsp: 'greenbank' }, { dfsp: 'greenbank' }] },
  })
  expect((await copy.run('sign env --reissue --keys keys')).json).toMatchObject({ issued: [{ dfsp: 'greenbank' }], refused: [] })
  expect((await copy.run('rotate server --dir env --keys keys')).json.written).toEqual(['hub/server/2026-11-2.pem'])
  expect(await clean()).toEqual([])
  await followTheRoot(copy)
  await retireEverything(copy)
  expect(await clean()).toEqual([])
  expect((await copy.run('render env --for all --out out')).exit).toBe(0)
  expect(readFileSync(copy.at('out/dfsps/greenbank/trust-bundle/hub-server-ca.pem'), 'utf8').match(/BEGIN/g)).toHaveLength(1)
  expect(readFileSync(copy.at('out/hub/haproxy/ca/clients.pem'), 'utf8').match(/BEGIN/g)).toHaveLength(2)
  expect((await copy.run('audit env')).json.problems).toEqual([])
  expect((await copy.run('watch env')).json.crls.map(({ ca }: { ca: string }) => ca)).toEqual(['root-2', 'servers-2', 'clients-2'])
  copy.close()
})

/** A bank that was told the old root's fingerprint follows it to the new one; without the cross certificate it does not. */
async function followTheRoot(copy: PlainEnvironment): Promise<void> {
  const { sha256 } = certificateIn(copy, 'env/hub/ca/root.pem')
  expect(await copy.run(`join greenbank --dir env --hub-root-sha256 ${sha256} --keys greenbank`)).toMatchObject({ exit: 0 })
  const cross = readFileSync(copy.at('env/hub/ca/root-2-by-root.pem'))
  rmSync(copy.at('env/hub/ca/root-2-by-root.pem'))
  expect(await copy.run('join greenbank --dir env --keys greenbank')).toMatchObject({ exit: 3, err: expect.stringContaining('does not lead to the root') })
  copy.put('env/hub/ca/root-2-by-root.pem', cross)
}

/** Old leaves are revoked, then each CA goes, the root last. */
async function retireEverything(copy: PlainEnvironment): Promise<void> {
  expect(await copy.run('rotate ca --ca root --dir env --phase retire')).toMatchObject({ exit: 3, err: expect.stringMatching(/2 certificate.*in force/) })
  const records = readdirSync(copy.at('env/issued/certificates/greenbank')).filter((name) => name.endsWith('.json'))
  for (const name of records) {
    const { issuer, serial } = JSON.parse(readFileSync(copy.at(`env/issued/certificates/greenbank/${name}`), 'utf8'))
    if (issuer === 'clients') await copy.run(`revoke ${serial} --dir env --reason superseded --by switch`)
  }
  rmSync(copy.at('env/hub/server/2026-11.pem'))
  await copy.run('sign env --crl-only --keys keys')
  for (const [role, names] of [
    ['clients', ['clients']],
    ['servers', ['servers']],
    ['root', ['root', 'root-2-by-root']],
  ] as const)
    expect(await copy.run(`rotate ca --ca ${role} --dir env --phase retire`)).toMatchObject({ exit: 0, json: { retired: names } })
}
