import type { EnvironmentFile, HubFile } from '../../../model/generated/files.ts'
import { type HubAuthority, hubAuthorities } from '../../../model/hub-authorities.ts'
import { sha256Hex } from '../../../pki/digest.ts'
import { exportPkcs8, generateKey, type KeyPair, readPrivateKey } from '../../../pki/keys.ts'
import type { Log, Random, Signer } from '../../../ports.ts'
import type { ChangeSet } from '../../change-set.ts'
import { check } from '../../check.ts'
import { publishAuthority, rootAbove } from '../../rotate/publish.ts'
import { switchAuthority } from '../../rotate/switch.ts'
import { sign } from '../../sign.ts'
import { judged } from '../judged.ts'
import { textsOf, treeOf } from '../prepared.ts'
import type { TwinWorld } from '../twin-world.ts'

/** What changing a CA in memory takes from outside. */
export interface Means {
  readonly random: Random
  readonly log: Log
}

/**
 * The environment after a change of its `clients` CA, made by the very stages that the commands run: the CA before is still
 * trusted, a new one issues, and every DFSP has certificates of both. One that is in that state stays as it is. `refused`
 * where the environment is not one whose CA could be changed.
 */
export async function rotated(world: TwinWorld, { random, log }: Means): Promise<TwinWorld> {
  const clients = hubAuthorities(world.environment).filter(({ role }) => role === 'clients')
  if (clients.some(({ state }) => state === 'previous')) return world
  const waiting = clients.find(({ state }) => state === 'next')
  const published = waiting === undefined ? await withNext(world, random) : { world, name: waiting.name, pair: twinKey(world, waiting) }
  return reissued(published, { random, log })
}

interface Published {
  readonly world: TwinWorld
  /** Of the CA that waits. */
  readonly name: string
  readonly pair: KeyPair
}

async function withNext(world: TwinWorld, random: Random): Promise<Published> {
  const { environment, at } = world
  const input = { environment, ...settingsOf(world), takenKeys: new Set<string>(), at, random, role: 'clients' as const }
  const pair = generateKey('p256')
  const rootKey = twinKey(world, rootAbove(input))
  const changes = await publishAuthority({ ...input, rootKey, given: null, passphrase: null, signer: signerOf(pair) })
  const next = applied({ ...world, keys: new Map([...world.keys, [sha256Hex(pair.publicKey), exportPkcs8(pair)]]) }, changes)
  const name = hubAuthorities(next.environment).find(({ role, state }) => role === 'clients' && state === 'next')?.name
  if (name === undefined) throw new TypeError('a CA was published that is not there')
  return { world: next, name, pair }
}

/** After the switch: every key that has a certificate of another CA has one of this CA too, which has its CRL. */
async function reissued({ world, name, pair }: Published, { random, log }: Means): Promise<TwinWorld> {
  const { at } = world
  const { environment, keys } = applied(world, switchAuthority(world.environment, 'clients', at).changes)
  const texts = textsOf(environment.tree)
  const { refused } = await sign({
    environment,
    findings: check(environment, { at }).findings,
    at,
    signers: new Map([[name, signerOf(pair)]]),
    files: {
      write: async (path, bytes) => {
        texts[path] = typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')
      },
      remove: async (path) => {
        delete texts[path]
      },
    },
    random,
    sourceCommit: null,
    toolkit: 'muhuri rehearse',
    reissue: { ca: name, dfsps: null },
  })
  for (const { path, message } of refused) log.warn(`the new CA issues nothing for ${path}: ${message}`)
  return { ...judged(treeOf(texts), at), keys, at }
}

function settingsOf({ environment }: TwinWorld): { readonly settings: EnvironmentFile; readonly hub: HubFile } {
  const [settings, hub] = [environment.settings?.value, environment.hub.profile?.value]
  if (settings == null || hub == null) throw new TypeError('an environment without settings was judged')
  return { settings, hub }
}

function applied(world: TwinWorld, { files }: ChangeSet): TwinWorld {
  const texts = { ...textsOf(world.environment.tree), ...Object.fromEntries(files.map(({ path, text }) => [path, text])) }
  return { ...world, ...judged(treeOf(texts), world.at) }
}

function twinKey({ keys }: TwinWorld, { facts }: Pick<HubAuthority, 'facts'>): KeyPair {
  return readPrivateKey(keys.get(facts.publicKey.sha256) ?? '')
}

function signerOf({ algorithm, publicKey, sign: signWith }: KeyPair): Signer {
  if (algorithm === 'ecdsa-with-SHA512') throw new TypeError('a P-521 key signs nothing here')
  return { algorithm, publicKey, sign: async (tbs) => signWith(tbs) }
}
