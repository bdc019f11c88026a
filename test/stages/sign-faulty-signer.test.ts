import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest'
import { keyFolder } from '../../src/adapters/keys.ts'
import { createPkcs11Key } from '../../src/adapters/signers/create-pkcs11-key.ts'
import { guardedSigner } from '../../src/adapters/signers/guarded-signer.ts'
import { openSigner } from '../../src/adapters/signers/index.ts'
import type { SignerKind, SignerPlace, SignerSettings } from '../../src/adapters/signers/open-signer.ts'
import { MuhuriError } from '../../src/model/errors.ts'
import { sha256Hex } from '../../src/pki/digest.ts'
import { exportPkcs8, generateKey, type KeyPair } from '../../src/pki/keys.ts'
import type { Signer } from '../../src/ports.ts'
import { faultyModule, moduleFault } from '../support/faulty-module.ts'
import { type Workshop, workshop } from '../support/shell.ts'
import { type SmallEnvironment, signOnce, smallEnvironment } from '../support/small-environment.ts'
import { type SoftToken, softToken } from '../support/soft-token.ts'
import { testWith } from '../support/tools.ts'
import type { VaultFault } from '../support/vault-fault.ts'
import { ROOT_TOKEN, type VaultServer, vaultServer } from '../support/vault-server.ts'

const FAULTS = ['flipped-bit', 'other-key', 'other-algorithm', 'wrong-length', 'throws', 'hangs'] as const
type Fault = (typeof FAULTS)[number]

/** One kind of signer, for real, and a way to spoil it. */
interface Bench {
  readonly settings: SignerSettings
  /** A signer as a new run opens it. */
  open(): Promise<Signer>
  /** From now on, or with null no more. */
  spoil(fault: Fault | null): Promise<void>
}

const SECONDS = '4'
const testOf = { file: testWith('git'), pkcs11: testWith('softhsm2-util', 'pkcs11js', 'g++'), vault: testWith('openssl') } as const

let place: Workshop
let token: SoftToken
let vault: VaultServer

beforeAll(async () => {
  place = workshop()
  vault = await vaultServer()
})
afterEach(async () => {
  vault.fault = null
  await moduleFault(null)
})
afterAll(async () => {
  await vault.close()
  place.close()
  token?.close()
})

const signerPlace = (env: SignerPlace['env'] = {}): SignerPlace => ({
  ca: 'clients',
  tier: 'sandbox',
  keys: keyFolder(`${place.directory}/keys`),
  passphrase: null,
  env: { ...env, MUHURI_SIGNER_TIMEOUT_SECONDS: SECONDS },
})

/** A key file signs in this process: what can be wrong with it is put between it and the guard. */
async function fileBench(): Promise<Bench> {
  const where = signerPlace()
  await where.keys.write('hub-ca-clients.key', exportPkcs8(generateKey('p256')))
  const settings = { kind: 'file' } as const
  let now: Fault | null = null
  const spoil = async (fault: Fault | null): Promise<void> => {
    now = fault
  }
  const open = async (): Promise<Signer> => {
    const signer = await openSigner(settings, where)
    const spoilt: Signer = { ...signer, sign: (tbs) => (now === null ? signer.sign(tbs) : SPOILT[now](signer, tbs)) }
    return guardedSigner(spoilt, { ca: 'clients', milliseconds: 4000 })
  }
  return { settings, open, spoil }
}

const SPOILT: Readonly<Record<Fault, (signer: Signer, tbs: Uint8Array) => Promise<Uint8Array>>> = {
  'flipped-bit': async (signer, tbs) => flipped(await signer.sign(tbs)),
  'other-key': async (_signer, tbs) => generateKey('p256').sign(tbs),
  'other-algorithm': async (_signer, tbs) => generateKey('rsa2048').sign(tbs),
  'wrong-length': async (signer, tbs) => (await signer.sign(tbs)).subarray(1),
  throws: () => Promise.reject(new Error('no power')),
  hangs: () => new Promise(() => undefined),
}

function flipped(signature: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(signature)
  bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1
  return bytes
}

const VAULT_FAULT: Readonly<Record<Fault, VaultFault>> = {
  'flipped-bit': 'flipped-bit',
  'other-key': 'wrong-key',
  'other-algorithm': 'other-algorithm',
  'wrong-length': 'wrong-length',
  throws: 'sealed',
  hangs: 'timeout',
}

async function vaultBench(): Promise<Bench> {
  const settings = { kind: 'vault', address: vault.address, mount: 'transit', key: 'clients' } as const
  vault.addKey(settings.key, 'p256')
  place.run('chmod', '600', place.put('token', ROOT_TOKEN))
  const where = signerPlace({ MUHURI_VAULT_TOKEN_FILE: `${place.directory}/token` })
  const spoil = async (fault: Fault | null): Promise<void> => {
    vault.fault = fault === null ? null : VAULT_FAULT[fault]
  }
  return { settings, open: () => openSigner(settings, where), spoil }
}

/** The faults are in the module itself, below the driver. */
async function tokenBench(): Promise<Bench> {
  token = softToken()
  const settings = { ...token.settings('clients'), module: faultyModule(token) }
  const where = signerPlace(token.env)
  for (const [key, kind] of [
    ['clients', 'p256'],
    ['other-key', 'p256'],
    ['other-algorithm', 'p384'],
  ] as const)
    await createPkcs11Key({ ...settings, key }, where, kind)
  const spoil = async (fault: Fault | null): Promise<void> => {
    const isOther = fault === 'other-key' || fault === 'other-algorithm'
    await moduleFault(fault, isOther ? { module: settings.module, label: fault } : undefined)
  }
  return { settings, open: () => openSigner(settings, where), spoil }
}

const BENCHES: Readonly<Record<SignerKind, () => Promise<Bench>>> = { file: fileBench, pkcs11: tokenBench, vault: vaultBench }

/** The signer, and every TBS that it saw. */
function watched(signer: Signer): { readonly signer: Signer; readonly seen: Set<string> } {
  const seen = new Set<string>()
  const sign = (tbs: Uint8Array): Promise<Uint8Array> => {
    seen.add(sha256Hex(tbs))
    return signer.sign(tbs)
  }
  return { signer: { ...signer, sign }, seen }
}

const certificates = (small: SmallEnvironment): readonly string[] =>
  [...small.folder.contents.keys()].filter((path) => path.startsWith('issued/certificates/') && path.endsWith('.pem'))

const recorded = (small: SmallEnvironment): readonly string[] => small.load().issued.records.flatMap(({ value }) => (value === null ? [] : [value.tbs]))

describe.each(['file', 'pkcs11', 'vault'] as const)('a signer of kind %s', (kind) => {
  let bench: Bench
  let small: SmallEnvironment
  let made: ReadonlyMap<string, string>

  /** The environment as it was made: making one takes longer than signing. */
  function fresh(): SmallEnvironment {
    small.folder.contents.clear()
    for (const [path, text] of made) small.folder.contents.set(path, text)
    return small
  }

  testOf[kind]('that is right issues', async () => {
    bench = await BENCHES[kind]()
    const signer = await bench.open()
    small = await smallEnvironment(['bluebank', 'greenbank'], { signer: bench.settings, clientsSigner: signer })
    made = new Map(small.folder.contents)

    expect((await signOnce(small, { signer })).issued).toHaveLength(2)
  })

  for (const fault of FAULTS) {
    testOf[kind](`that goes wrong (${fault}) is caught before anything is issued, and what it saw is on record`, async () => {
      fresh()
      const { signer, seen } = watched(await bench.open())
      await bench.spoil(fault)

      const error = await signOnce(small, { signer }).catch((cause: unknown) => cause)

      expect(error).toBeInstanceOf(MuhuriError)
      expect(error).toMatchObject({ code: 'refused' })
      expect(certificates(small)).toEqual([])
      expect(seen.size).toBe(1)
      expect(recorded(small)).toEqual([...seen])
      const written = [...small.folder.contents].filter(([path, text]) => made.get(path) !== text)
      expect(written.map(([path, text]) => [path.replace(/\/[^/]+$/, ''), JSON.parse(text).state])).toEqual([['issued/certificates/bluebank', 'intended']])

      await bench.spoil(null)
      const next = watched(await bench.open())
      const report = await signOnce(small, { signer: next.signer })
      expect([report.healed.length, report.issued.length, report.refused]).toEqual([1, 1, []])
      expect(recorded(small).toSorted()).toEqual([...next.seen].toSorted())
      expect([...next.seen]).toEqual(expect.arrayContaining([...seen]))
    })
  }

  testOf[kind]('that goes wrong leaves the last CRL where it is', async () => {
    fresh()
    const at = new Date('2026-12-20T10:00:00Z')
    for (const fault of FAULTS) {
      await bench.spoil(fault)
      await expect(signOnce(small, { signer: await bench.open(), at, crlOnly: true })).rejects.toMatchObject({ code: 'refused' })
      expect(small.folder.contents).toEqual(made)
    }
    await bench.spoil(null)

    expect(await signOnce(small, { signer: await bench.open(), at, crlOnly: true })).toMatchObject({ crls: [{ ca: 'clients' }] })
  })
})

testOf.file.each(['p384', 'rsa2048'] as const)('the stage itself believes no signer: %s', async (kind) => {
  const key: KeyPair = generateKey(kind)
  if (key.algorithm === 'ecdsa-with-SHA512') throw new Error('no such signer')
  const good: Signer = { algorithm: key.algorithm, publicKey: key.publicKey, sign: async (tbs) => key.sign(tbs) }
  const small = await smallEnvironment(['greenbank'], { clientsSigner: good })
  for (const fault of FAULTS.filter((name) => name !== 'hangs')) {
    await expect(signOnce(small, { signer: { ...good, sign: (tbs) => SPOILT[fault](good, tbs) } })).rejects.toThrow()
    expect(certificates(small)).toEqual([])
    expect(recorded(small)).toHaveLength(1)
  }

  expect((await signOnce(small, { signer: good })).healed).toHaveLength(1)
})

testOf.file.each(['ecdsa-with-SHA256', 'sha256WithRSAEncryption'] as const)('a signer that says %s and has a P-384 key is caught', async (algorithm) => {
  const key = generateKey('p384')
  const good: Signer = { algorithm: 'ecdsa-with-SHA384', publicKey: key.publicKey, sign: async (tbs) => key.sign(tbs) }
  const small = await smallEnvironment(['greenbank'], { clientsSigner: good })

  await expect(signOnce(small, { signer: { ...good, algorithm } })).rejects.toMatchObject({ code: 'refused' })
  expect(certificates(small)).toEqual([])
})
