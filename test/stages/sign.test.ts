import { expect, test } from 'vitest'
import { parseCertificatePem } from '../../src/pki/certificate.ts'
import { parseCrlPem } from '../../src/pki/crl.ts'
import { PURPOSE_OID } from '../../src/pki/oids.ts'
import { revokedText } from '../../src/stages/revoke.ts'
import { AT, type SmallEnvironment, signerOf, signOnce, smallEnvironment } from '../support/small-environment.ts'

const NOTHING = { version: 1, issued: [], healed: [], crls: [], refused: [] }

function textOf(small: SmallEnvironment, path: string): string {
  const text = small.folder.contents.get(path)
  if (text === undefined) throw new Error(`no ${path}`)
  return text
}

function replaceIn(small: SmallEnvironment, path: string, from: string | RegExp, to: string): void {
  small.folder.contents.set(path, textOf(small, path).replace(from, to))
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

test('a certificate says what the profile and the registry say, and only its key is of the CSR', async () => {
  const small = await smallEnvironment(['greenbank'])
  const { issued } = await signOnce(small)
  const [first] = issued
  const parsed = parseCertificatePem(bytes(textOf(small, first?.path ?? '')), { max: 1 })
  if (!parsed.ok) throw new Error(parsed.message)
  const [facts] = parsed.facts
  const csr = small.load().dfsps[0]?.client[0]?.parsed

  expect(facts?.subject.text).toBe('C=TZ, O=The greenbank, CN=greenbank')
  expect(facts?.decoded.subjectAltName?.names).toEqual([{ kind: 'uri', value: 'spiffe://pilot.example/dfsp/greenbank' }])
  expect(facts?.decoded.extendedKeyUsage?.purposes).toEqual([PURPOSE_OID.clientAuth])
  expect([...(facts?.decoded.keyUsage?.bits ?? [])]).toEqual(['digitalSignature'])
  expect(facts?.decoded.basicConstraints).toMatchObject({ ca: false })
  expect(facts?.serial).toMatch(/^[0-9A-F]{32,38}$/)
  expect(facts?.notBefore).toEqual(new Date('2026-11-23T09:55:00Z'))
  expect(facts?.notAfter).toEqual(new Date('2027-12-25T10:00:00Z'))
  expect(csr?.ok === true && csr.facts.publicKey.sha256).toBe(facts?.publicKey.sha256)
})

test('the record is as the contract has it', async () => {
  const small = await smallEnvironment(['greenbank'])
  const { issued } = await signOnce(small)
  const record = JSON.parse(textOf(small, (issued[0]?.path ?? '').replace(/pem$/, 'json')))

  expect(record).toEqual({
    version: 1,
    state: 'issued',
    serial: issued[0]?.serial,
    issuer: 'clients',
    dfsp: 'greenbank',
    csr: { path: 'dfsps/greenbank/client/2026-11.csr', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    spki: expect.stringMatching(/^[0-9a-f]{64}$/),
    tbs: expect.stringMatching(/^[0-9a-f]{64}$/),
    certificate: expect.stringMatching(/^[0-9a-f]{64}$/),
    notBefore: '2026-11-23T09:55:00Z',
    notAfter: '2027-12-25T10:00:00Z',
    sourceCommit: null,
    pullRequest: null,
    approvals: [],
    policy: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    toolkit: 'muhuri 1.0.0',
    reissueOf: null,
  })
})

test('each key that is seen gets one record, written once', async () => {
  const small = await smallEnvironment(['greenbank'])
  await signOnce(small)
  const keys = [...small.folder.contents].filter(([path]) => path.startsWith('issued/keys/'))

  expect(keys.map(([, text]) => JSON.parse(text).purpose).sort()).toEqual([
    'ca',
    'ca',
    'ca',
    'ca',
    'client',
    'deploy',
    'hub-client',
    'jws',
    'jws',
    'oauth',
    'server',
    'server',
  ])
  for (const [path, text] of keys) small.folder.contents.set(path, text.replace('"commit": null', '"commit": null '))
  await signOnce(small)
  expect([...small.folder.contents].filter(([path, text]) => path.startsWith('issued/keys/') && text.includes('null '))).toHaveLength(12)
})

test('a CSR that is quarantined is refused by name, and the others are issued', async () => {
  const small = await smallEnvironment(['bluebank', 'greenbank'])
  replaceIn(small, 'dfsps/bluebank/client/2026-11.csr', /[A-Za-z0-9+/]{4}(?==*\n-----END)/, 'AAAA')

  const report = await signOnce(small)

  expect(report.issued.map(({ dfsp }) => dfsp)).toEqual(['greenbank'])
  expect(report.refused).toEqual([
    { dfsp: 'bluebank', path: 'dfsps/bluebank/client/2026-11.csr', code: expect.stringMatching(/^csr\/(signature|unreadable)$/), message: expect.any(String) },
  ])
})

test.each(['suspended', 'left'])('nothing is issued to a DFSP that is %s', async (status) => {
  const small = await smallEnvironment(['greenbank'])
  replaceIn(small, 'dfsps/greenbank/dfsp.yaml', 'status: admitted', `status: ${status}`)

  expect(await signOnce(small)).toEqual(NOTHING)
})

test('an error of the Hub stops issuing, and a revocation still gets onto the CRL', async () => {
  const small = await smallEnvironment(['bluebank', 'greenbank'])
  const { issued } = await signOnce(small)
  small.folder.contents.set(`revoked/${issued[0]?.serial}.yaml`, revokedText({ reason: 'keyCompromise', at: AT, by: 'bluebank' }))
  for (const path of [...small.folder.contents.keys()]) if (path.startsWith('issued/certificates/greenbank/')) small.folder.contents.delete(path)
  replaceIn(small, 'hub/hub.yaml', 'country: TZ', 'country: Tanzania')

  const report = await signOnce(small)

  expect(report).toMatchObject({ issued: [], crls: [{ ca: 'clients' }], refused: [{ dfsp: 'greenbank', code: 'schema/invalid' }] })
})

test('a revoked key takes every certificate of it onto the CRL, and its CSR is not pending', async () => {
  const small = await smallEnvironment(['greenbank'])
  const { issued } = await signOnce(small)
  const { spki, serial } = JSON.parse(textOf(small, (issued[0]?.path ?? '').replace(/pem$/, 'json')))
  small.folder.contents.set(`revoked/spki-${spki}.yaml`, revokedText({ reason: 'keyCompromise', at: AT, by: 'greenbank' }))

  expect(await signOnce(small, { crlOnly: true })).toMatchObject({ crls: [{ ca: 'clients' }] })

  const crl = parseCrlPem(bytes(textOf(small, 'issued/crl/clients.pem')))
  expect(crl.ok && [...crl.facts.entries.values()]).toEqual([{ serial, revokedAt: AT, reason: 'keyCompromise' }])
  expect(await signOnce(small)).toEqual(NOTHING)
})

test('CRL numbers rise even where the clock does not, and nothing ever comes off a list', async () => {
  const small = await smallEnvironment(['bluebank', 'greenbank'])
  const { issued } = await signOnce(small)
  const numbers: bigint[] = []
  for (const { serial } of issued) {
    small.folder.contents.set(`revoked/${serial}.yaml`, revokedText({ reason: 'superseded', at: AT, by: 'switch' }))
    await signOnce(small, { crlOnly: true })
    small.folder.contents.delete(`revoked/${serial}.yaml`)
    const crl = parseCrlPem(bytes(textOf(small, 'issued/crl/clients.pem')))
    if (!crl.ok) throw new Error(crl.message)
    numbers.push(crl.facts.number ?? 0n)
    expect(crl.facts.entries.size).toBe(numbers.length)
    expect(crl.facts.authorityKeyIdentifier).not.toBeNull()
  }
  const seconds = BigInt(AT.getTime() / 1000)
  expect(numbers).toEqual([seconds + 1n, seconds + 2n])
})

test('a CRL is made anew when it is due, missing or not by the CA, and not before', async () => {
  const small = await smallEnvironment([])
  expect(await signOnce(small, { at: new Date('2026-12-08T09:59:59Z') })).toMatchObject({ crls: [] })
  expect(await signOnce(small, { at: new Date('2026-12-08T10:00:00Z') })).toMatchObject({ crls: [{ ca: 'clients', number: 1796724000 }] })
  small.folder.contents.set('issued/crl/clients.pem', textOf(small, 'hub/crl/servers.pem'))
  expect(await signOnce(small, { crlOnly: true })).toMatchObject({ crls: [{ ca: 'clients' }] })
  small.folder.contents.delete('issued/crl/clients.pem')
  expect(await signOnce(small)).toMatchObject({ crls: [{ ca: 'clients' }] })
})

test('crlOnly issues nothing', async () => {
  const small = await smallEnvironment(['greenbank'])

  expect(await signOnce(small, { crlOnly: true })).toEqual(NOTHING)
  expect([...small.folder.contents.keys()].filter((path) => path.startsWith('issued/certificates/'))).toEqual([])
})

test('a signer with another key, or one that signs something else, has nothing written as issued', async () => {
  const small = await smallEnvironment(['greenbank'])
  await expect(signOnce(small, { signer: signerOf(small, 'servers') })).rejects.toMatchObject({ code: 'refused' })
  const signer = signerOf(small)
  await expect(signOnce(small, { signer: { ...signer, sign: async (tbs) => signer.sign(tbs.slice(1)) } })).rejects.toMatchObject({ code: 'refused' })
  expect([...small.folder.contents.keys()].filter((path) => path.startsWith('issued/certificates/') && path.endsWith('.pem'))).toEqual([])

  expect(await signOnce(small)).toMatchObject({ issued: [], healed: [{ dfsp: 'greenbank' }] })
})

test.each([
  ['another TBS', (record: Record<string, unknown>) => ({ ...record, tbsDer: Buffer.from('3000', 'hex').toString('base64') })],
  ['no TBS', ({ tbsDer: _tbsDer, ...record }: Record<string, unknown>) => record],
  ['another CSR', (record: Record<string, unknown>) => ({ ...record, csr: { path: 'dfsps/greenbank/client/other.csr', sha256: 'a'.repeat(64) } })],
  ['another serial', (record: Record<string, unknown>) => ({ ...record, serial: '4F4F4F4F4F4F4F4F4F4F4F4F4F4F4F4F4F4F' })],
])('an intended record with %s is refused, and nothing is signed in its place', async (_what, change) => {
  const small = await smallEnvironment(['greenbank'])
  const signer = signerOf(small)
  const dead = { ...signer, sign: () => Promise.reject(new Error('no power')) }
  await expect(signOnce(small, { signer: dead })).rejects.toThrow('no power')
  const [path] = [...small.folder.contents.keys()].filter((name) => name.startsWith('issued/certificates/'))
  small.folder.contents.set(path ?? '', `${JSON.stringify(change(JSON.parse(textOf(small, path ?? ''))), null, 2)}\n`)

  const report = await signOnce(small)

  expect(report.issued).toEqual([])
  expect(report.healed).toEqual([])
  expect(report.refused.length).toBeGreaterThan(0)
  expect([...small.folder.contents.keys()].filter((name) => name.endsWith('.pem') && name.startsWith('issued/certificates/'))).toEqual([])
})
