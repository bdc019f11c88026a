import { readFileSync, writeFileSync } from 'node:fs'
import { memoryFolder } from '../../src/adapters/memory-folder.ts'
import { random } from '../../src/adapters/random.ts'
import type { Environment } from '../../src/model/environment.ts'
import { exportPkcs8, type KeyPair, readPrivateKey } from '../../src/pki/keys.ts'
import { parsers, readArtefact } from '../../src/stages/load/read-artefact.ts'
import { publishAuthority } from '../../src/stages/rotate/publish.ts'
import { switchAuthority } from '../../src/stages/rotate/switch.ts'
import { type BenchHub, benchHub, benchSigner, environmentOf, keyOf } from './hub.ts'
import { admitted, newRequests, signAll, withRequests } from './waiting.ts'

const CERTIFICATE = /^issued\/certificates\/([^/]+)\/(.+)\.pem$/

/** Everything that a change of CA begins with. */
interface World {
  readonly at: string
  /** Of the CA that takes over: PKCS#8. */
  readonly key: string
  /** PEM by DFSP. */
  readonly requests: Readonly<Record<string, string>>
  /** The repository but for those requests. */
  readonly files: Readonly<Record<string, string>>
}

/** Writes an environment in which everyone has a certificate of `clients`, and `clients-2` issues from now on. */
export async function writeWorld(path: string, size: number): Promise<void> {
  const hub = await benchHub('p256', new Date(Math.floor(Date.now() / 1000) * 1000))
  const { before, next, key } = await rotated(hub)
  const requests = newRequests(size)
  const issued = memoryFolder()
  const old = withRequests(environmentOf(new Map([...before, ...admitted(size)])), requests)
  await signAll(old, { at: hub.at, signers: new Map([['clients', benchSigner('clients', hub.clients)]]), files: issued.files })
  const files = Object.fromEntries([...next, ...admitted(size), ...issued.contents])
  const world: World = { at: hub.at.toISOString(), key, requests: Object.fromEntries(requests), files }
  writeFileSync(path, JSON.stringify(world), { mode: 0o600 })
}

async function rotated(hub: BenchHub) {
  const environment = environmentOf(hub.files)
  const [settings, profile] = [environment.settings?.value, environment.hub.profile?.value]
  if (settings == null || profile == null) throw new Error('the environment cannot be read')
  const rootKey = keyOf(hub.keys, 'hub-ca-root.key')
  const input = { environment, settings, hub: profile, takenKeys: new Set<string>(), at: hub.at, random }
  const published = await publishAuthority({ ...input, role: 'clients', rootKey, given: null, passphrase: null })
  const before = withFiles(hub.files, published.files)
  const next = withFiles(before, switchAuthority(environmentOf(before), 'clients', hub.at).changes.files)
  const keys = new Map(published.keys.map(({ name, text }) => [name, text]))
  return { before, next, key: exportPkcs8(keyOf(keys, 'hub-ca-clients-2.key')) }
}

const withFiles = (files: ReadonlyMap<string, string>, more: readonly { readonly path: string; readonly text: string }[]): ReadonlyMap<string, string> =>
  new Map([...files, ...more.map(({ path, text }) => [path, text] as const)])

type Files = readonly (readonly [path: string, pem: string])[]

/** A world as it was written, its requests and issued certificates not read yet. */
export interface OpenedWorld {
  readonly at: Date
  readonly key: KeyPair
  /** PEM by DFSP. */
  readonly requests: ReadonlyMap<string, string>
  /** PEM by path. */
  readonly certificates: Files
  /** PEM of the CA that issued them. */
  readonly issuer: string
  /** Reads requests and certificates and gives the whole environment. */
  read(): Environment
}

/** The world in that file, nothing of its requests and certificates remembered from another measurement. */
export function openWorld(path: string): OpenedWorld {
  const world = JSON.parse(readFileSync(path, 'utf8')) as World
  const files = Object.entries(world.files)
  const certificates = files.filter(([name]) => CERTIFICATE.test(name))
  const bare = environmentOf(new Map(files.filter(([name]) => !CERTIFICATE.test(name))))
  const requests = new Map(Object.entries(world.requests))
  return {
    at: new Date(world.at),
    key: readPrivateKey(world.key),
    requests,
    certificates,
    issuer: world.files['hub/ca/clients.pem'] ?? '',
    read: () => withCertificates(withRequests(bare, requests), certificates),
  }
}

function withCertificates(environment: Environment, certificates: Files): Environment {
  const read = certificates.map(([path, pem]) => {
    const [, dfsp = '', name = ''] = CERTIFICATE.exec(path) ?? []
    return readArtefact({ path, name, dfsp, bytes: Buffer.from(pem) }, parsers.certificate)
  })
  return { ...environment, issued: { ...environment.issued, certificates: read } }
}
