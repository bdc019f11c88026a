import type { Desired, DesiredDfsp } from '../../model/desired.ts'
import type { Dfsp, Environment } from '../../model/environment.ts'
import { revokedKeysOf } from '../../model/holdings.ts'
import type { RenderedFile } from '../../model/rendered.ts'
import { sha256Hex } from '../../pki/digest.ts'
import type { PublicKeyFacts } from '../../pki/facts.ts'
import { writePem } from '../../pki/pem.ts'
import { writeKeyRecord } from './key-record-text.ts'

export const REGISTRY = 'registry'

/**
 * What a recipient needs to follow everyone's keys by itself: the public JWS keys that are published, with their proofs,
 * officers, confirmation and the earlier keys that signed, and the Hub's people, keys and CAs. The same files for everyone, below
 * `registry/`; what is one DFSP's lies in its own folder, and what is quarantined is left out.
 */
export function registryFiles(environment: Environment, desired: Desired): readonly RenderedFile[] {
  const left = new Set(desired.quarantined.map(({ path }) => path))
  const peers = desired.dfsps.filter(({ status }) => status === 'admitted' || status === 'active')
  const files = [
    ...raw(environment, 'hub/hub.yaml'),
    peerFile('hub', desired.hub.id),
    ...environment.hub.ca.flatMap(({ path, parsed }) => (parsed.ok && !left.has(path) ? raw(environment, path) : [])),
    ...keys('hub/jws', environment.hub.jws, left),
    ...keys('hub/deploy', environment.hub.deploy, left),
    ...peers.flatMap((peer) => peerFiles({ environment, left, peer })),
  ]
  return files.map((file) => ({ ...file, path: `${REGISTRY}/${file.path}` })).sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** SHA-256 over the lines `<sha256> <path>` of every file of main, in order of path. */
export function registryRoot({ tree }: Environment): string {
  const main = tree.entries.filter(({ layer }) => layer === 'main')
  const lines = main.map(({ path, mode, bytes, size }) => `${bytes === null ? `${mode} ${size ?? '-'}` : sha256Hex(bytes)} ${path}\n`)
  return sha256Hex(new TextEncoder().encode(lines.join('')))
}

const peerFile = (folder: string, fspId: string): RenderedFile => ({ path: `${folder}/peer.json`, text: `${JSON.stringify({ version: 1, fspId }, null, 2)}\n` })

interface PeerInput {
  readonly environment: Environment
  readonly left: ReadonlySet<string>
  readonly peer: DesiredDfsp
}

function peerFiles(input: PeerInput): readonly RenderedFile[] {
  const { environment, left, peer } = input
  const folder = `dfsps/${peer.id}`
  const dfsp = environment.dfsps.find(({ id }) => id === peer.id)
  if (dfsp === undefined) return []
  const proofs = dfsp.proofs.filter(({ path, value }) => value?.purpose === 'jws' && !left.has(path))
  return [
    peerFile(folder, peer.fspId),
    ...peer.jws.map(({ name, pem }) => ({ path: `${folder}/jws/${name}.pem`, text: pem })),
    ...keys(`${folder}/officers`, dfsp.officers, left),
    ...proofs.flatMap(({ path }) => raw(environment, path)),
    ...raw(environment, `confirmations/${peer.id}.yaml`).map(({ text }) => ({ path: `${folder}/confirmation.yaml`, text })),
    ...earlierKeys(input, dfsp),
  ]
}

/** Keys that signed a proof and are published no more, and which of them are revoked. */
function earlierKeys({ environment, peer, left }: PeerInput, dfsp: Dfsp): readonly RenderedFile[] {
  const folder = `dfsps/${peer.id}`
  const named = new Set(dfsp.proofs.flatMap(({ path, value }) => (value === null || left.has(path) ? [] : value.signatures.map(({ spki }) => spki))))
  const published = new Set(peer.jws.map(({ sha256 }) => sha256))
  const held = dfsp.jws.flatMap(({ parsed }) => (parsed.ok ? [[parsed.facts.sha256, Buffer.from(parsed.facts.spki).toString('base64')] as const] : []))
  const recorded = environment.issued.keys.flatMap(({ value }) =>
    value?.dfsp === peer.id && value.purpose === 'jws' && value.publicKey !== undefined ? [[value.spki, value.publicKey] as const] : [],
  )
  const earlier = [...new Map([...recorded, ...held])].filter(([spki]) => named.has(spki) && !published.has(spki))
  const revoked = revokedKeysOf(environment)
  return earlier.flatMap(([spki, publicKey]) => [
    { path: `${folder}/keys/${spki}.json`, text: writeKeyRecord({ spki, publicKey, dfsp: peer.id }) },
    ...(revoked.has(spki) ? raw(environment, `revoked/spki-${spki}.yaml`).map(({ text }) => ({ path: `${folder}/revoked/${spki}.yaml`, text })) : []),
  ])
}

function keys(
  folder: string,
  artefacts: readonly {
    readonly name: string
    readonly path: string
    readonly parsed: { readonly ok: true; readonly facts: PublicKeyFacts } | { readonly ok: false }
  }[],
  left: ReadonlySet<string>,
): readonly RenderedFile[] {
  return artefacts.flatMap(({ name, path, parsed }) =>
    parsed.ok && !left.has(path) ? [{ path: `${folder}/${name}.pem`, text: writePem('PUBLIC KEY', parsed.facts.spki) }] : [],
  )
}

/** The file as it stands, where it is text that was read. */
function raw({ tree }: Environment, path: string): readonly RenderedFile[] {
  const bytes = tree.entries.find((entry) => entry.path === path)?.bytes
  return bytes == null ? [] : [{ path, text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) }]
}
