import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { memoryFolder } from '../../src/adapters/memory-folder.ts'
import { random } from '../../src/adapters/random.ts'
import { guardedSigner } from '../../src/adapters/signers/guarded-signer.ts'
import type { Environment } from '../../src/model/environment.ts'
import { generateKey, type KeyPair, readPrivateKey } from '../../src/pki/keys.ts'
import type { Signer } from '../../src/ports.ts'
import { readSettings, settingsText } from '../../src/stages/init/settings.ts'
import { initialFiles } from '../../src/stages/init.ts'
import { load } from '../../src/stages/load.ts'

const TEMPLATE = fileURLToPath(new URL('../../environments/template/environment.yaml', import.meta.url))

/** A Hub without DFSPs, in memory. */
export interface BenchHub {
  readonly files: ReadonlyMap<string, string>
  /** Private keys by file name; not that of the `clients` CA. */
  readonly keys: ReadonlyMap<string, string>
  readonly clients: KeyPair
  readonly at: Date
}

/** A new sandbox whose `clients` CA has a key of that kind. */
export async function benchHub(kind: 'p256' | 'rsa2048', at: Date): Promise<BenchHub> {
  const clients = generateKey(kind)
  const text = settingsText(readFileSync(TEMPLATE, 'utf8'), {
    id: 'b'.repeat(32),
    name: 'bench',
    tier: 'sandbox',
    trustDomain: 'bench.example',
    hub: 'switch',
    issuer: 'https://iam.bench.example',
    signer: { kind: 'file' },
  })
  const changes = await initialFiles({
    settings: readSettings(text),
    settingsText: text,
    operator: { country: 'TZ', name: 'Bench Hub' },
    people: { admins: [2001], reviewers: [2003], machines: [9001] },
    host: 'hub.bench.example',
    ingressAddresses: ['192.0.2.10'],
    egressAddresses: ['192.0.2.20/32'],
    tokenAddresses: ['192.0.2.11'],
    given: { cas: [], caKeys: new Map(), server: null, jws: null },
    clientsSigner: plainSigner(clients),
    passphrase: null,
    project: new Map(),
    at,
    random,
  })
  return {
    files: new Map(changes.files.map((file) => [file.path, file.text])),
    keys: new Map(changes.keys.map((key) => [key.name, key.text])),
    clients,
    at,
  }
}

function plainSigner({ algorithm, publicKey, sign }: KeyPair): Signer {
  if (algorithm === 'ecdsa-with-SHA512') throw new TypeError('a P-521 key signs no certificates here')
  return { algorithm, publicKey, sign: async (tbs) => sign(tbs) }
}

/** A signer as commands open it: every signature verified before anybody gets it. */
export const benchSigner = (ca: string, key: KeyPair): Signer => guardedSigner(plainSigner(key), { ca, milliseconds: 30_000 })

/** The key that `init` or a rotation made. */
export function keyOf(keys: ReadonlyMap<string, string>, name: string): KeyPair {
  const pem = keys.get(name)
  if (pem === undefined) throw new Error(`there is no key "${name}"`)
  return readPrivateKey(pem)
}

/** The environment that these files are. */
export const environmentOf = (files: ReadonlyMap<string, string>): Environment => load(memoryFolder(files).tree())
