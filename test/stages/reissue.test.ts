import { beforeAll, describe, expect, test } from 'vitest'
import { readPrivateKey } from '../../src/pki/keys.ts'
import { signedBy } from '../../src/pki/verify.ts'
import type { Files, Signer } from '../../src/ports.ts'
import { check } from '../../src/stages/check.ts'
import { revokedText } from '../../src/stages/revoke.ts'
import { publishAuthority } from '../../src/stages/rotate/publish.ts'
import { switchAuthority } from '../../src/stages/rotate/switch.ts'
import { AT, random, type SmallEnvironment, signerOf, signOnce, smallEnvironment } from '../support/small-environment.ts'

class Killed extends Error {}

const IDS = ['bluebank', 'greenbank']
const LATER = new Date('2026-12-01T10:00:00Z')
const NOTHING = { version: 1, issued: [], healed: [], crls: [], refused: [] }
let small: SmallEnvironment
let begun: ReadonlyMap<string, string>

/** Everyone has a certificate of `clients`; `clients-2` is published and issues now. */
beforeAll(async () => {
  small = await smallEnvironment(IDS)
  await signOnce(small)
  const environment = small.load()
  const [settings, hub] = [environment.settings?.value, environment.hub.profile?.value]
  if (settings == null || hub == null) throw new Error('the environment cannot be read')
  const rootKey = readPrivateKey(small.keys.get('hub-ca-root.key') ?? '')
  const input = { environment, settings, hub, takenKeys: new Set<string>(), at: LATER, random }
  small.apply(await publishAuthority({ ...input, role: 'clients', rootKey, given: null, passphrase: null }))
  small.apply(switchAuthority(small.load(), 'clients', LATER).changes)
  await signOnce(small, { at: LATER, signers: both(), crlOnly: true })
  begun = new Map(small.folder.contents)
})

const both = (): ReadonlyMap<string, Signer> => new Map([['clients-2', signerOf(small, 'clients-2')]])

function restore(): void {
  small.folder.contents.clear()
  for (const [path, text] of begun) small.folder.contents.set(path, text)
}

const reissue = (more: { readonly files?: Files; readonly signers?: ReadonlyMap<string, Signer> } = {}) =>
  signOnce(small, { at: LATER, signers: both(), reissue: { ca: 'clients-2', dfsps: null }, ...more })

function mortal({ last, after }: { readonly last: number; readonly after: boolean }) {
  let steps = 0
  const step = async <T>(run: () => Promise<T>): Promise<T> => {
    steps += 1
    if (steps === last && !after) throw new Killed()
    const result = await run()
    if (steps === last) throw new Killed()
    return result
  }
  const { files } = small.folder
  const signer = signerOf(small, 'clients-2')
  return {
    files: {
      write: (path: string, bytes: string | Uint8Array) => step(() => files.write(path, bytes)),
      remove: (path: string) => step(() => files.remove(path)),
    },
    signers: new Map<string, Signer>([['clients-2', { ...signer, sign: (tbs) => step(() => signer.sign(tbs)) }]]),
    steps: () => steps,
  }
}

function expectWhole(): void {
  const environment = small.load()
  const next = environment.hub.ca.find(({ name }) => name === 'clients-2')?.parsed
  for (const id of IDS) {
    const records = environment.issued.records.flatMap(({ value }) => (value?.dfsp === id ? [value] : []))
    const old = records.filter(({ issuer }) => issuer === 'clients')
    const now = records.filter(({ issuer }) => issuer === 'clients-2')
    expect([old.length, now.map(({ state, reissueOf }) => [state, reissueOf])]).toEqual([1, [['issued', old[0]?.serial]]])
    const certificates = environment.issued.certificates.flatMap(({ dfsp, parsed }) => (dfsp === id && parsed.ok ? [parsed.facts] : []))
    const renewed = certificates.find(({ serial }) => serial === now[0]?.serial)
    expect(next?.ok === true && renewed !== undefined && signedBy(renewed, next.facts)).toBe(true)
    expect(new Set(certificates.map(({ publicKey }) => publicKey.sha256)).size).toBe(1)
  }
  expect(check(environment, { at: LATER }).findings.filter(({ severity }) => severity === 'error')).toEqual([])
}

test('in one run everyone gets a certificate for the same key, and a second run does nothing', async () => {
  restore()
  const report = await reissue()

  expect(report.issued.map(({ dfsp }) => dfsp)).toEqual(IDS)
  expectWhole()
  expect(await reissue()).toEqual(NOTHING)
  expect(await signOnce(small, { at: LATER, signers: both() })).toEqual(NOTHING)
})

describe.each([
  { when: 'just before', after: false },
  { when: 'just after', after: true },
])('killed $when any of its steps', ({ after }) => {
  test('and run again, it leaves one new certificate each, with the bytes that were intended', async () => {
    restore()
    const whole = mortal({ last: Number.POSITIVE_INFINITY, after })
    await reissue(whole)
    const total = whole.steps()
    expect(total).toBeGreaterThanOrEqual(8)

    for (let last = 1; last <= total; last += 1) {
      restore()
      await expect(reissue(mortal({ last, after }))).rejects.toThrow(Killed)
      const intended = small.load().issued.records.map(({ value }) => value?.tbs)
      expect((await reissue()).refused).toEqual([])
      expectWhole()
      expect(small.load().issued.records.map(({ value }) => value?.tbs)).toEqual(expect.arrayContaining(intended))
      expect(await reissue()).toEqual(NOTHING)
    }
  })

  test('and completed by a plain run, it is the same', async () => {
    restore()
    await expect(reissue(mortal({ last: 2, after }))).rejects.toThrow(Killed)

    await signOnce(small, { at: LATER, signers: both() })

    expectWhole()
  })
})

test('a key whose certificate was revoked, or has run out, is not certified again', async () => {
  restore()
  const [record] = small.load().issued.records.flatMap(({ value }) => (value?.dfsp === 'greenbank' ? [value] : []))
  small.folder.contents.set(`revoked/${record?.serial}.yaml`, revokedText({ reason: 'superseded', at: AT, by: 'greenbank' }))
  expect((await reissue()).issued.map(({ dfsp }) => dfsp)).toEqual(['bluebank'])

  restore()
  const afterwards = new Date('2028-06-01T00:00:00Z')
  expect((await signOnce(small, { at: afterwards, signers: both(), reissue: { ca: 'clients-2', dfsps: null } })).issued).toEqual([])
})

test.each([
  ['root', 'refused'],
  ['servers', 'refused'],
  ['nobody', 'refused'],
])('the CA %s certifies nobody', async (ca, code) => {
  restore()

  await expect(signOnce(small, { at: LATER, signers: both(), reissue: { ca, dfsps: null } })).rejects.toThrow(expect.objectContaining({ code }))
})

test('what is intended by whoever can write a record is not signed in a reissue either', async () => {
  restore()
  await expect(reissue(mortal({ last: 1, after: true }))).rejects.toThrow(Killed)
  const path = [...small.folder.contents.keys()].find((key) => small.folder.contents.get(key)?.includes('"intended"')) ?? ''
  const record = JSON.parse(small.folder.contents.get(path) ?? '')
  small.folder.contents.set(path, JSON.stringify({ ...record, tbsDer: Buffer.from(record.tbsDer, 'base64').reverse().toString('base64') }))

  const report = await reissue()

  expect(report.refused).toMatchObject([{ dfsp: record.dfsp, path, code: 'cert/unledgered' }])
  expect(report.issued.map(({ dfsp }) => dfsp)).toEqual(IDS.filter((id) => id !== record.dfsp))
})
