import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { folderSource } from '../../src/adapters/folder.ts'
import { openScene } from '../../src/adapters/rehearsal/scene.ts'
import type { Desired } from '../../src/model/desired.ts'
import type { RenderedFile } from '../../src/model/rendered.ts'
import { check } from '../../src/stages/check.ts'
import { desire } from '../../src/stages/desire.ts'
import { load } from '../../src/stages/load.ts'
import type { Outcome, Scene } from '../../src/stages/rehearsal/scene.ts'
import { HUB, layoutOf, stationOf } from '../../src/stages/rehearsal/stations.ts'
import type { GitEnvironment } from './git-environment.ts'

const KID = 'Q8tWnS1vXc0pL3rYbG7uJ2kZ5fH9dM4aE6iO1sT8xNw'

/** The files that were really rendered, with the keys that really belong to them, on a real HAProxy and the kernel's firewall. */
export interface LiveScene {
  readonly scene: Scene
  /** The good request of a DFSP, with its own key, certificate and token. */
  call(id: string): Promise<Outcome>
  /** A callback of the Hub's to a DFSP, handed to the outbound gateway. */
  callBack(id: string): Promise<Outcome>
  /** Loads what `render` has left in `out` now; of the gateway what changed. */
  reload(): Promise<void>
  close(): Promise<void>
}

/** Gives the environment a token issuer whose key is returned. */
export function tokenIssuer(place: GitEnvironment, clone: string): KeyObject {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  mkdirSync(place.at(`${clone}/hub/oauth`), { recursive: true })
  place.put(`${clone}/hub/oauth/2026-11.pem`, publicKey.export({ type: 'spki', format: 'pem' }).toString())
  place.put(`${clone}/hub/oauth/2026-11.yaml`, `kid: ${KID}\nalg: RS256\n`)
  return privateKey
}

/** Starts the wire, firewall and gateway on what lies in `out`. */
export async function liveScene(place: GitEnvironment, { clone, issuer }: { readonly clone: string; readonly issuer: KeyObject }): Promise<LiveScene> {
  const environment = load(await folderSource(place.at(clone)).read())
  const at = new Date()
  const desired = desire(environment, check(environment, { at }).findings, at)
  const layout = layoutOf(desired)
  const scene = await openScene(layout.stations, layout.names)
  let loaded = gatewayFiles(place)
  await scene.loadFirewall(HUB, filesBelow(place.at('out/hub/nftables')))
  await scene.listen({ station: HUB, address: '127.0.0.1', port: desired.hub.upstream.base.port, marker: 'upstream', tls: null })
  await scene.startGateway(HUB, loaded)
  return {
    scene,
    call: (id) => scene.exchange(requestOf(place, desired, { id, source: layout.sources.get(id)?.[0]?.address ?? '', issuer })),
    callBack: (id) => scene.exchange(callbackOf(desired, id)),
    reload: async () => {
      const next = gatewayFiles(place)
      const before = new Map(loaded.map(({ path, text }) => [path, text]))
      const removed = [...before.keys()].filter((path) => !next.some((file) => file.path === path))
      await scene.loadFirewall(HUB, filesBelow(place.at('out/hub/nftables')))
      await scene.reloadGateway(
        next.filter(({ path, text }) => before.get(path) !== text),
        removed,
      )
      loaded = next
    },
    close: () => scene.close(),
  }
}

/** The rendered folder, with the key of each certificate beside it as an operator puts it there. */
function gatewayFiles(place: GitEnvironment): readonly RenderedFile[] {
  const files = filesBelow(place.at('out/hub/haproxy'))
  const keys = files.flatMap(({ path }) => {
    const name = /^certs\/(.+)\.pem$/.exec(path)?.[1]
    return name === undefined ? [] : [{ path: `${path}.key`, text: readFileSync(place.at(`keys/${name}.key`), 'utf8') }]
  })
  return [...files, ...keys]
}

function filesBelow(folder: string, prefix = ''): readonly RenderedFile[] {
  return readdirSync(folder).flatMap((name) => {
    const [full, path] = [join(folder, name), `${prefix}${name}`]
    return statSync(full).isDirectory() ? filesBelow(full, `${path}/`) : [{ path, text: readFileSync(full, 'utf8') }]
  })
}

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

function requestOf(
  place: GitEnvironment,
  { hub, dfsps }: Desired,
  { id, source, issuer }: { readonly id: string; readonly source: string; readonly issuer: KeyObject },
) {
  const dfsp = dfsps.find((one) => one.id === id)
  const [pin] = dfsp?.pins ?? []
  if (dfsp === undefined || pin === undefined) throw new Error(`${id} has no certificate`)
  const [keyFile = ''] = readdirSync(place.at(id)).filter((name) => name.startsWith(`${id}-client-`))
  const thumbprint = createHash('sha256').update(Buffer.from(pin.sha256, 'hex')).digest('base64url')
  const claims = {
    iss: hub.token.issuer,
    aud: hub.token.audience,
    exp: Math.floor(Date.now() / 1000) + 600,
    azp: dfsp.oauthClient,
    cnf: { 'x5t#S256': thumbprint },
  }
  const input = `${base64url({ alg: 'RS256', kid: KID })}.${base64url(claims)}`
  const token = `${input}.${sign('sha256', Buffer.from(input), issuer).toString('base64url')}`
  const lines = [
    'GET /parties/MSISDN/1 HTTP/1.1',
    `Host: ${hub.ingress.host}`,
    `FSPIOP-Source: ${dfsp.fspId}`,
    `Authorization: Bearer ${token}`,
    'Connection: close',
  ]
  return {
    station: stationOf(id),
    source,
    host: hub.ingress.addresses[0] ?? '',
    port: hub.ingress.port,
    prefix: '',
    tls: {
      serverName: hub.ingress.host,
      identity: { cert: pin.pem, key: readFileSync(place.at(`${id}/${keyFile}`), 'utf8') },
      ca: readFileSync(place.at(`out/dfsps/${id}/trust-bundle/hub-server-ca.pem`), 'utf8'),
    },
    bytes: `${lines.join('\r\n')}\r\n\r\n`,
    connectMs: 1500,
  }
}

function callbackOf({ hub, dfsps }: Desired, id: string) {
  const fspId = dfsps.find((one) => one.id === id)?.fspId ?? ''
  const { address, port } = hub.outbound
  const lines = [
    'PUT /quotes/5a1c0000-0000-4000-8000-000000000000 HTTP/1.1',
    `Host: ${address}:${port}`,
    `FSPIOP-Source: ${hub.id}`,
    `FSPIOP-Destination: ${fspId}`,
    'Content-Type: application/json',
    'Content-Length: 2',
    'Connection: close',
  ]
  return { station: HUB, source: null, host: address, port, prefix: '', tls: null, bytes: `${lines.join('\r\n')}\r\n\r\n{}`, connectMs: 1500 }
}
