import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { assembleCrl, buildTbsCrl, type CrlFields } from '../../src/pki/build-crl.ts'
import { parseOneCertificatePem } from '../../src/pki/certificate.ts'
import { parseCrlPem } from '../../src/pki/crl.ts'
import type { CertificateFacts, CrlFacts } from '../../src/pki/facts.ts'
import { generateKey, type KeyPair, readPrivateKey } from '../../src/pki/keys.ts'
import { writePem } from '../../src/pki/pem.ts'
import { crlSignedBy } from '../../src/pki/verify.ts'
import { cli, words } from '../support/run-cli.ts'
import { type Workshop, workshop } from '../support/shell.ts'

const AT = '2026-11-23T10:00:00Z'
const LATER = '2026-11-24T10:00:00Z'
let place: Workshop
const at = (path: string): string => join(place.directory, path)
const run = (line: string, asOf = LATER, env = {}) => cli(place.directory, words(`${line} --as-of ${asOf} --format json`), env)

function certificate(ca: string): CertificateFacts {
  const parsed = parseOneCertificatePem(readFileSync(at(`env/hub/ca/${ca}.pem`)))
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.facts
}

function list(path: string): CrlFacts {
  const parsed = parseCrlPem(readFileSync(at(path)))
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.facts
}

const key = (ca: string): KeyPair => readPrivateKey(readFileSync(at(`keys/hub-ca-${ca}.key`), 'utf8'))

/** A list of the root made with other tools, good but for what is changed. */
function foreign(changes: Partial<CrlFields> = {}, signer: KeyPair = key('root')): void {
  const { subject, decoded } = certificate('root')
  const fields: CrlFields = {
    algorithm: 'ecdsa-with-SHA256',
    issuer: subject.der,
    keyIdentifier: decoded.subjectKeyIdentifier ?? new Uint8Array(),
    number: 1_800_000_000n,
    thisUpdate: new Date('2026-11-24T09:00:00Z'),
    nextUpdate: new Date('2027-11-24T09:00:00Z'),
    entries: [],
    ...changes,
  }
  const tbs = buildTbsCrl(fields)
  place.put('foreign.pem', writePem('X509 CRL', assembleCrl(tbs, 'ecdsa-with-SHA256', signer.sign(tbs))))
}

beforeAll(async () => {
  place = workshop()
  await run('init base --name pilot --tier sandbox --keys keys', AT)
})
beforeEach(() => {
  rmSync(at('env'), { recursive: true, force: true })
  cpSync(at('base'), at('env'), { recursive: true })
})
afterAll(() => place.close())

test('the ceremony gives the root a list with a greater number and every revocation of what it issued', async () => {
  const before = list('env/hub/crl/root.pem')
  await run(`revoke ${certificate('servers').serial} --dir env --reason superseded --by switch`)

  const { exit, out } = await run('crl issue --ca root --dir env --keys keys')

  const after = list('env/hub/crl/root.pem')
  expect([exit, JSON.parse(out)]).toMatchObject([0, { written: ['hub/crl/root.pem'], keys: [], ca: 'root', number: String(after.number), entries: 1 }])
  expect(after.number).toBe(BigInt(Date.parse(LATER) / 1000))
  expect(after.number ?? 0n).toBeGreaterThan(before.number ?? 0n)
  expect([...after.entries.keys()]).toEqual([certificate('servers').serial])
  expect(after.authorityKeyIdentifier).toEqual(certificate('root').decoded.subjectKeyIdentifier)
  expect(after.nextUpdate).toEqual(new Date('2027-12-29T10:00:00Z'))
  expect(crlSignedBy(after, certificate('root'))).toBe(true)
})

test('twice in one second the number still rises', async () => {
  await run('crl issue --ca root --dir env --keys keys')
  const first = list('env/hub/crl/root.pem').number ?? 0n
  await run('crl issue --ca root --dir env --keys keys')

  expect(list('env/hub/crl/root.pem').number).toBe(first + 1n)
})

test('a list goes from where the key is to where the environment is in a file', async () => {
  const before = readFileSync(at('env/hub/crl/root.pem'), 'utf8')
  expect(await run('crl issue --ca root --dir env --keys keys --out root-crl.pem')).toMatchObject({ exit: 0 })
  expect(readFileSync(at('env/hub/crl/root.pem'), 'utf8')).toBe(before)

  expect(JSON.parse((await run('crl import root-crl.pem --ca root --dir env')).out)).toMatchObject({ written: ['hub/crl/root.pem'] })

  expect(readFileSync(at('env/hub/crl/root.pem'), 'utf8')).toBe(readFileSync(at('root-crl.pem'), 'utf8'))
  expect(JSON.parse((await run('crl import root-crl.pem --ca root --dir env')).out)).toMatchObject({ written: [] })
  expect(JSON.parse((await run('check env')).out).findings).toEqual([])
})

test('a list of another tool is taken in its bare form', async () => {
  foreign()
  place.put('foreign.pem', `Certificate Revocation List (CRL):\n${readFileSync(at('foreign.pem'), 'utf8')}`)

  expect(await run('crl import foreign.pem --ca root --dir env')).toMatchObject({ exit: 0 })
  expect(readFileSync(at('env/hub/crl/root.pem'), 'utf8')).toMatch(/^-----BEGIN X509 CRL-----\n/)
})

test.each([
  ['of another CA', 'crl/signature', () => foreign({ issuer: certificate('servers').subject.der }, key('servers'))],
  ['that another key has signed', 'crl/signature', () => foreign({}, generateKey('p256'))],
  ['that names another key', 'crl/aki', () => foreign({ keyIdentifier: new Uint8Array(20) })],
  ['with the number of the one before', 'crl/number', () => foreign({ number: list('env/hub/crl/root.pem').number ?? 0n })],
  ['with a number below', 'crl/number', () => foreign({ number: 1n })],
  ['that is older, though its number is greater', 'crl/number', () => foreign({ thisUpdate: new Date('2026-11-01T00:00:00Z') })],
  ['that has ended', 'crl/expired', () => foreign({ nextUpdate: new Date('2026-11-24T09:30:00Z') })],
  ['that has not begun', 'crl/expired', () => foreign({ thisUpdate: new Date('2026-12-24T00:00:00Z') })],
  ['that is no CRL', 'crl/unreadable', () => void place.put('foreign.pem', readFileSync(at('env/hub/ca/root.pem')))],
  [
    'of two',
    'crl/unreadable',
    () => {
      foreign()
      place.put('foreign.pem', readFileSync(at('foreign.pem'), 'utf8').repeat(2))
    },
  ],
])('a list %s is refused as %s, and nothing is written', async (_what, code, make) => {
  make()
  const before = readFileSync(at('env/hub/crl/root.pem'), 'utf8')

  const { exit, out } = await run('crl import foreign.pem --ca root --dir env')

  expect([exit, JSON.parse(out).findings.map((finding: { code: string; path: string }) => [finding.code, finding.path])]).toEqual([
    1,
    [[code, 'hub/crl/root.pem']],
  ])
  expect(readFileSync(at('env/hub/crl/root.pem'), 'utf8')).toBe(before)
})

test('a list without a revocation that is known, or that was on the list before, is refused', async () => {
  const { serial } = certificate('servers')
  await run(`revoke ${serial} --dir env --reason superseded --by switch`)
  foreign()
  expect(JSON.parse((await run('crl import foreign.pem --ca root --dir env')).out).findings).toMatchObject([
    { code: 'crl/incomplete', message: expect.stringContaining(serial) },
  ])

  await run('crl issue --ca root --dir env --keys keys')
  rmSync(at(`env/revoked/${serial}.yaml`))
  expect(JSON.parse((await run('crl import foreign.pem --ca root --dir env')).out).findings).toMatchObject([{ code: 'crl/incomplete' }])
})

test('what is signed online, is not there, or has its key elsewhere is refused by name', async () => {
  expect(await run('crl issue --ca clients --dir env --keys keys')).toMatchObject({ exit: 3, err: expect.stringContaining('muhuri sign . --crl-only') })
  expect(await run('crl issue --ca nobody --dir env --keys keys')).toMatchObject({ exit: 2 })
  expect(await run('crl issue --ca root --dir env --keys elsewhere')).toMatchObject({ exit: 3, err: expect.stringContaining('hub-ca-root.key') })
  expect(await run('crl issue --ca root --dir env --keys keys', LATER, { GITHUB_ACTIONS: 'true' })).toMatchObject({
    exit: 3,
    err: expect.stringContaining('GitHub'),
  })
  expect(await run('crl renew --ca root --dir env')).toMatchObject({ exit: 2 })
  expect(await run('crl import --ca root --dir env')).toMatchObject({ exit: 2 })
})

test("another CA's key under the root's name is refused before anything is signed", async () => {
  cpSync(at('keys'), at('swapped'), { recursive: true })
  cpSync(at('keys/hub-ca-servers.key'), at('swapped/hub-ca-root.key'))

  expect(await run('crl issue --ca root --dir env --keys swapped')).toMatchObject({ exit: 3, err: expect.stringContaining('not the key of hub/ca/root.pem') })
  expect(readdirSync(at('env/hub/crl')).sort()).toEqual(['root.pem', 'servers.pem'])
})
