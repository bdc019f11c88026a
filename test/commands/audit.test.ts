import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import schema from '../../schemas/audit.schema.json' with { type: 'json' }
import type { AuditProblem, AuditReport } from '../../src/model/audit.ts'
import { parseOneCertificatePem } from '../../src/pki/certificate.ts'
import { sha256Hex } from '../../src/pki/digest.ts'
import type { CertificateFacts } from '../../src/pki/facts.ts'
import { generateKey, type KeyPair, newSerial, readPrivateKey } from '../../src/pki/keys.ts'
import { writePem } from '../../src/pki/pem.ts'
import { clientLeaf, issuerOf, serverLeaf } from '../../src/pki/profiles.ts'
import { certify } from '../../src/stages/certify.ts'
import { type PlainEnvironment, plainEnvironment } from '../support/plain-environment.ts'

const NOW = '2026-11-23T12:00:00Z'
const FOLDER = 'env/issued/certificates/greenbank'
const isReport = new Ajv2020({ allowUnionTypes: true }).compile(schema)
let place: PlainEnvironment

async function audit(words = 'env'): Promise<AuditReport> {
  const { exit, json, err } = await place.run(`audit ${words}`, NOW)
  expect([err, isReport(json), isReport.errors, exit]).toEqual(['', true, null, json?.ok === true ? 0 : 1])
  return json
}

const codes = ({ problems }: AuditReport): readonly string[] => [...new Set(problems.map(({ code }: AuditProblem) => code))].sort()

const text = (path: string): string => readFileSync(place.at(path), 'utf8')
const stem = (): string => (readdirSync(place.at(FOLDER)).find((name) => name.endsWith('.pem')) ?? '').replace(/\.pem$/, '')

function certificate(path: string): CertificateFacts {
  const parsed = parseOneCertificatePem(readFileSync(place.at(path)))
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.facts
}

const key = (ca: string): KeyPair => readPrivateKey(text(`keys/hub-ca-${ca}.key`))

interface Forgery {
  readonly facts: CertificateFacts
  /** Members of the record that differ from what the certificate says. */
  readonly record?: Readonly<Record<string, unknown>>
}

/** Puts a certificate into the ledger as whoever has the CA key and the branch could: with a record that fits it. */
function plant({ facts, record = {} }: Forgery): void {
  const real = JSON.parse(text(`${FOLDER}/${stem()}.json`))
  const iso = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`
  const fitting = {
    serial: facts.serial,
    spki: facts.publicKey.sha256,
    tbs: sha256Hex(facts.tbs),
    certificate: facts.sha256,
    notBefore: iso(facts.notBefore),
    notAfter: iso(facts.notAfter),
  }
  const name = `${FOLDER}/2026-11-9.${facts.serial}`
  place.put(`${name}.pem`, writePem('CERTIFICATE', facts.der))
  place.put(`${name}.json`, `${JSON.stringify({ ...real, ...fitting, ...record }, null, 2)}\n`)
  place.put(
    `env/issued/keys/${facts.publicKey.sha256}.json`,
    `${JSON.stringify({ version: 1, spki: facts.publicKey.sha256, purpose: 'client', dfsp: 'greenbank', commit: null })}\n`,
  )
}

/** As `sign` would make it, but for what is changed. */
function forged(changes: Partial<Parameters<typeof clientLeaf>[0]> = {}): CertificateFacts {
  const real = certificate(`${FOLDER}/${stem()}.pem`)
  return certify(
    clientLeaf({
      issuer: issuerOf(certificate('env/hub/ca/clients.pem'), key('clients').algorithm),
      serial: newSerial(),
      subject: { country: 'TZ', organization: 'greenbank', commonName: 'greenbank' },
      publicKey: real.publicKey.spki,
      notBefore: real.notBefore,
      notAfter: real.notAfter,
      uri: 'spiffe://pilot.example/dfsp/greenbank',
      crlUrl: null,
      ...changes,
    }),
    key('clients'),
  )
}

beforeAll(async () => {
  place = await plainEnvironment(['bluebank', 'greenbank'])
  cpSync(place.at('env'), place.at('base'), { recursive: true })
})
beforeEach(() => {
  rmSync(place.at('env'), { recursive: true, force: true })
  cpSync(place.at('base'), place.at('env'), { recursive: true })
})
afterAll(() => place.close())

test('what the commands have made is as it must be', async () => {
  expect(await audit()).toMatchObject({
    ok: true,
    checked: { certificates: 2, records: 2, crls: 3, commits: 0 },
    problems: [],
    unchecked: [{ path: 'issued', message: expect.stringContaining('No Git directory') }],
  })
  plant({ facts: forged() })
  expect(codes(await audit())).toEqual([])
})

test('a certificate without its record, and a record without its certificate, are named', async () => {
  const name = stem()
  rmSync(place.at(`${FOLDER}/${name}.json`))
  expect((await audit()).problems).toMatchObject([{ code: 'audit/ledger', path: `issued/certificates/greenbank/${name}.pem`, commit: null }])
  cpSync(place.at(`base/issued/certificates/greenbank/${name}.json`), place.at(`${FOLDER}/${name}.json`))
  rmSync(place.at(`${FOLDER}/${name}.pem`))
  expect((await audit()).problems).toMatchObject([{ code: 'audit/ledger', path: `issued/certificates/greenbank/${name}.json` }])
})

test.each([
  ['serial', 'ABCD'],
  ['certificate', 'a'.repeat(64)],
  ['tbs', 'a'.repeat(64)],
  ['spki', 'a'.repeat(64)],
  ['dfsp', 'bluebank'],
])('a record that names another %s is named', async (member, value) => {
  const path = `${FOLDER}/${stem()}.json`
  place.put(path, JSON.stringify({ ...JSON.parse(text(path)), [member]: value }))

  expect(codes(await audit())).toContain('audit/ledger')
})

test.each<[string, () => Forgery, readonly string[]]>([
  ['for a key that nobody asked for', () => ({ facts: forged({ publicKey: generateKey('p256').publicKey }) }), ['audit/key']],
  ['for another name', () => ({ facts: forged({ subject: { country: 'TZ', organization: 'greenbank', commonName: 'bluebank' } }) }), ['audit/profile']],
  ['for the URI of another', () => ({ facts: forged({ uri: 'spiffe://pilot.example/dfsp/bluebank' }) }), ['audit/profile']],
  ['of another trust domain', () => ({ facts: forged({ uri: 'spiffe://other.example/dfsp/greenbank' }) }), ['audit/path', 'audit/profile']],
  ['for three years', () => ({ facts: forged({ notAfter: new Date('2029-11-23T00:00:00Z') }) }), ['audit/profile']],
  ['with a pointer to a list of somebody', () => ({ facts: forged({ crlUrl: 'http://evil.example/crl' }) }), ['audit/profile']],
  ['with a short serial', () => ({ facts: forged({ serial: '0A0B' }) }), ['audit/profile']],
  [
    'with the serial of another',
    () => ({ facts: forged({ serial: certificate(`${FOLDER}/${stem()}.pem`).serial, notAfter: new Date('2026-12-23T09:00:00Z') }) }),
    ['audit/serial'],
  ],
  [
    'by another CA',
    () => ({
      facts: certify(clientLeaf({ ...leafFields(), issuer: issuerOf(certificate('env/hub/ca/servers.pem'), key('servers').algorithm) }), key('servers')),
    }),
    ['audit/signature'],
  ],
  ['whose signature is of another key', () => ({ facts: certify(clientLeaf(leafFields()), generateKey('p256')) }), ['audit/signature']],
  [
    'for a server',
    () => ({ facts: certify(serverLeaf({ ...leafFields(), hosts: ['interop.pilot.example'] }), key('clients')) }),
    ['audit/path', 'audit/profile'],
  ],
])('a certificate %s is found: %#', async (_what, forge, expected) => {
  plant(forge())

  expect(codes(await audit())).toEqual(expected)
})

function leafFields() {
  const real = certificate(`${FOLDER}/${stem()}.pem`)
  return {
    issuer: issuerOf(certificate('env/hub/ca/clients.pem'), key('clients').algorithm),
    serial: newSerial(),
    subject: { country: 'TZ', organization: 'greenbank', commonName: 'greenbank' },
    publicKey: real.publicKey.spki,
    notBefore: real.notBefore,
    notAfter: real.notAfter,
    uri: 'spiffe://pilot.example/dfsp/greenbank',
  }
}

test('a revocation must be on the list that came after it; one that is newer waits', async () => {
  const { serial } = certificate(`${FOLDER}/${stem()}.pem`)
  await place.run(`revoke ${serial} --dir env --reason keyCompromise --by greenbank`, NOW)
  expect(await audit()).toMatchObject({ ok: true, unchecked: [{ message: expect.stringContaining(serial) }, {}] })
  place.put(`env/revoked/${serial}.yaml`, text(`env/revoked/${serial}.yaml`).replace(NOW, '2026-11-23T09:00:00Z'))
  expect(await audit()).toMatchObject({ problems: [{ code: 'audit/crl', message: expect.stringContaining(serial) }] })

  await place.run('sign env --crl-only --keys keys', NOW)

  expect((await audit()).problems).toEqual([])
})

test('a list of another CA, or none that can be read, is found', async () => {
  cpSync(place.at('env/hub/crl/servers.pem'), place.at('env/issued/crl/clients.pem'))
  expect(codes(await audit())).toEqual(['audit/signature'])
  place.put('env/issued/crl/clients.pem', 'nothing\n')
  expect(codes(await audit())).toEqual(['audit/crl'])
})
