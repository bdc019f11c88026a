import { expect, test } from 'vitest'
import { crlSignedBy, signedBy } from '../../src/pki/verify.ts'
import type { Files, Signer } from '../../src/ports.ts'
import { check } from '../../src/stages/check.ts'
import { AT, type SmallEnvironment, signerOf, signOnce, smallEnvironment } from '../support/small-environment.ts'

class Killed extends Error {}

/** Files and a signer that are cut off at step `last`: before it takes effect, or just after. */
function mortal(
  small: SmallEnvironment,
  { last, after }: { readonly last: number; readonly after: boolean },
): { readonly files: Files; readonly signer: Signer; readonly steps: () => number } {
  let steps = 0
  const step = async <T>(run: () => Promise<T>): Promise<T> => {
    steps += 1
    if (steps === last && !after) throw new Killed()
    const result = await run()
    if (steps === last) throw new Killed()
    return result
  }
  const { files } = small.folder
  const signer = signerOf(small)
  return {
    files: { write: (path, bytes) => step(() => files.write(path, bytes)), remove: (path) => step(() => files.remove(path)) },
    signer: { ...signer, sign: (tbs) => step(() => signer.sign(tbs)) },
    steps: () => steps,
  }
}

/** A fresh copy of a made environment: making one takes longer than signing. */
function copyOf(small: SmallEnvironment): SmallEnvironment {
  const contents = [...small.folder.contents]
  small.folder.contents.clear()
  for (const [path, text] of contents) if (!path.startsWith('issued/certificates/') && !path.startsWith('issued/keys/')) small.folder.contents.set(path, text)
  return small
}

function expectWhole(small: SmallEnvironment, ids: readonly string[]): void {
  const environment = small.load()
  const issuer = environment.hub.ca.find(({ name }) => name === 'clients')
  if (issuer?.parsed.ok !== true) throw new Error('no clients CA')
  for (const id of ids) {
    const certificates = environment.issued.certificates.filter(({ dfsp }) => dfsp === id)
    const records = environment.issued.records.filter(({ dfsp }) => dfsp === id)
    expect(certificates).toHaveLength(1)
    expect(records.map(({ value }) => value?.state)).toEqual(['issued'])
    const [certificate] = certificates
    if (certificate?.parsed.ok !== true) throw new Error('the certificate cannot be read')
    expect(signedBy(certificate.parsed.facts, issuer.parsed.facts)).toBe(true)
    expect(records[0]?.value).toMatchObject({ serial: certificate.parsed.facts.serial, certificate: certificate.parsed.facts.sha256 })
    expect(records[0]?.value).not.toHaveProperty('tbsDer')
  }
  const crl = environment.issued.crl.find(({ name }) => name === 'clients')
  expect(crl?.parsed.ok === true && crlSignedBy(crl.parsed.facts, issuer.parsed.facts)).toBe(true)
  expect(check(environment, { at: AT }).findings).toEqual([])
}

const IDS = ['bluebank', 'greenbank']

test.each([
  { when: 'just before', after: false },
  { when: 'just after', after: true },
])('killed $when any of its steps and run again, it leaves one certificate, one record and a CRL that verifies', async ({ after }) => {
  const small = await smallEnvironment(IDS)
  small.folder.contents.delete('issued/crl/clients.pem')
  const whole = mortal(small, { last: Number.POSITIVE_INFINITY, after })
  await signOnce(small, whole)
  expectWhole(small, IDS)
  const total = whole.steps()

  for (let last = 1; last <= total; last += 1) {
    const fresh = copyOf(small)
    fresh.folder.contents.delete('issued/crl/clients.pem')
    await expect(signOnce(fresh, mortal(fresh, { last, after }))).rejects.toThrow(Killed)
    const intended = fresh.load().issued.records.map(({ value }) => value?.tbs)
    const report = await signOnce(fresh)
    expect(report.refused).toEqual([])
    expectWhole(fresh, IDS)
    expect(fresh.load().issued.records.map(({ value }) => value?.tbs)).toEqual(expect.arrayContaining(intended))
    expect(await signOnce(fresh)).toEqual({ version: 1, issued: [], healed: [], crls: [], refused: [] })
  }
  expect(total).toBeGreaterThan(15)
})

test('killed again while it heals, it still leaves one certificate', async () => {
  const small = await smallEnvironment(['greenbank'])
  await expect(signOnce(small, mortal(small, { last: 1, after: true }))).rejects.toThrow(Killed)
  for (const last of [1, 2, 3]) {
    for (const after of [false, true]) await signOnce(small, mortal(small, { last, after })).catch((error: unknown) => expect(error).toBeInstanceOf(Killed))
  }

  await signOnce(small)

  expectWhole(small, ['greenbank'])
})
