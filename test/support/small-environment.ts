import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type MemoryFolder, memoryFolder } from '../../src/adapters/memory-folder.ts'
import type { Environment } from '../../src/model/environment.ts'
import { type KeyPair, readPrivateKey } from '../../src/pki/keys.ts'
import type { Files, Signer } from '../../src/ports.ts'
import { admission } from '../../src/stages/admit.ts'
import type { ChangeSet } from '../../src/stages/change-set.ts'
import { check } from '../../src/stages/check.ts'
import { type Identity, readSettings, settingsText } from '../../src/stages/init/settings.ts'
import { initialFiles } from '../../src/stages/init.ts'
import { joining } from '../../src/stages/join.ts'
import { admittedDfsp } from '../../src/stages/life.ts'
import { load } from '../../src/stages/load.ts'
import { type Reissue, type SignReport, sign } from '../../src/stages/sign.ts'

/** The instant that everything below is made at. */
export const AT = new Date('2026-11-23T10:00:00Z')

export const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length))

const template = readFileSync(fileURLToPath(new URL('../../environments/template/environment.yaml', import.meta.url)), 'utf8')

/** An environment in memory, made by the very stages that the commands run. */
export interface SmallEnvironment {
  readonly folder: MemoryFolder
  /** Private keys by file name. */
  readonly keys: Map<string, string>
  load(): Environment
  apply(changes: ChangeSet): void
}

export interface SmallIdentity extends Partial<Identity> {
  /** In the place of a key file of the clients CA. */
  readonly clientsSigner?: Signer
}

/** A sandbox with its Hub, and the named DFSPs admitted and joined. */
export async function smallEnvironment(ids: readonly string[] = ['greenbank'], { clientsSigner, ...identity }: SmallIdentity = {}): Promise<SmallEnvironment> {
  const text = settingsText(template, {
    id: 'a'.repeat(32),
    name: 'pilot',
    tier: 'sandbox',
    trustDomain: 'pilot.example',
    hub: 'switch',
    issuer: 'https://iam.pilot.example/realms/dfsps',
    signer: { kind: 'file' },
    ...identity,
  })
  const folder = memoryFolder()
  const keys = new Map<string, string>()
  const small: SmallEnvironment = {
    folder,
    keys,
    load: () => load(folder.tree()),
    apply: (changes) => {
      for (const file of changes.files) folder.contents.set(file.path, file.text)
      for (const key of changes.keys) keys.set(key.name, key.text)
    },
  }
  small.apply(
    await initialFiles({
      settings: readSettings(text),
      settingsText: text,
      operator: { country: 'TZ', name: 'Pilot Hub Ltd' },
      people: { admins: [2001], reviewers: [2003], machines: [9001] },
      host: 'interop.pilot.example',
      ingressAddresses: ['192.0.2.10'],
      egressAddresses: ['192.0.2.20/32'],
      tokenAddresses: ['192.0.2.11'],
      given: { cas: [], caKeys: new Map(), server: null, jws: null },
      passphrase: null,
      ...(clientsSigner === undefined ? {} : { clientsSigner }),
      project: new Map(),
      at: AT,
      random,
    }),
  )
  for (const [index, id] of ids.entries()) addDfsp(small, id, index)
  return small
}

function addDfsp(small: SmallEnvironment, id: string, index: number): void {
  const before = small.load()
  const settings = before.settings?.value
  const hub = before.hub.profile?.value
  if (settings == null || hub == null) throw new Error('the environment cannot be read')
  small.apply(
    admission({
      environment: before,
      settings,
      hub,
      id,
      name: `The ${id}`,
      country: 'TZ',
      owners: [1001 + index],
      roles: ['payer', 'payee'],
      currencies: ['TZS'],
      fspId: null,
      takenKeys: new Set(),
      at: AT,
    }),
  )
  const environment = small.load()
  small.apply(
    joining({
      environment,
      settings,
      hub,
      ...admittedDfsp(environment, id),
      egress: [`198.51.100.${16 * (index + 1)}/29`],
      callback: `https://mojaloop.${id}.example:8443/fspiop`,
      callbackAddresses: [`203.0.113.${10 + index}`],
      given: { csr: null, cas: [], server: null, jws: null },
      caKey: null,
      takenKeys: new Set(),
      at: AT,
      random,
    }),
  )
}

/** The key of a Hub CA as a signer. */
export function signerOf(small: SmallEnvironment, ca = 'clients'): Signer {
  const key: KeyPair = readPrivateKey(small.keys.get(`hub-ca-${ca}.key`) ?? '')
  if (key.algorithm === 'ecdsa-with-SHA512') throw new Error('no such signer')
  return { algorithm: key.algorithm, publicKey: key.publicKey, sign: async (tbs) => key.sign(tbs) }
}

export interface SignOverrides {
  readonly at?: Date
  readonly files?: Files
  readonly signer?: Signer
  readonly crlOnly?: boolean
  /** By name of the CA, besides `clients`. */
  readonly signers?: ReadonlyMap<string, Signer>
  readonly reissue?: Reissue
}

/** One run of `sign` over what the folder holds now. */
export async function signOnce(
  small: SmallEnvironment,
  { at = AT, files = small.folder.files, signer = signerOf(small), crlOnly = false, signers = new Map(), reissue }: SignOverrides = {},
): Promise<SignReport> {
  const environment = small.load()
  return sign({
    environment,
    findings: check(environment, { at }).findings,
    at,
    signers: new Map([['clients', signer], ...signers]),
    files,
    random,
    sourceCommit: null,
    toolkit: 'muhuri 1.0.0',
    crlOnly,
    ...(reissue === undefined ? {} : { reissue }),
  })
}
