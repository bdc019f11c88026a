import type { Desired, DesiredDfsp } from '../../model/desired.ts'
import type { RenderedFile } from '../../model/rendered.ts'
import type { Prepared, PreparedFiles } from './prepared.ts'
import type { Listener, Scene } from './scene.ts'
import { HUB, isAddress, type Layout, stationOf } from './stations.ts'

/** Which of a DFSP's certificates its callback servers show. */
export type Shown = keyof Prepared['props']['callbacks'][string]

/** The listeners of one address and port, for every DFSP that is called there. */
export interface CallbackListener {
  readonly name: string
  readonly dfsps: readonly string[]
  readonly port: number
  readonly address: string
  readonly station: string
}

/** Files below one folder of what was rendered, by their paths in it. */
export function folder(files: PreparedFiles, prefix: string): readonly RenderedFile[] {
  return files.flatMap(({ path, text }) => (path.startsWith(`${prefix}/`) ? [{ path: path.slice(prefix.length + 1), text }] : []))
}

/** Loads every side's firewall, the Hub's and the DFSPs', as rendered. */
export async function loadFirewalls(scene: Scene, desired: Desired, files: PreparedFiles): Promise<void> {
  await Promise.all([
    scene.loadFirewall(HUB, folder(files, 'hub/nftables')),
    ...desired.dfsps.map(({ id }) => scene.loadFirewall(stationOf(id), folder(files, `dfsps/${id}/nftables`))),
  ])
}

/** Opens the services behind the inbound gateway. */
export async function openUpstreams(scene: Scene, { hub }: Desired, marker: string): Promise<void> {
  const endpoints = [hub.upstream.base, ...hub.upstream.resources.map(({ endpoint }) => endpoint)]
  const places = new Map(
    endpoints.map(({ host, port }) => [`${host} ${port}`, { station: HUB, address: isAddress(host) ? host : '127.0.0.1', port, marker, tls: null }]),
  )
  await Promise.all([...places.values()].map((listener) => scene.listen(listener)))
}

/** Opens every DFSP's callback servers; DFSPs that are called at one address and port share one. */
export async function openCallbacks(scene: Scene, world: World): Promise<readonly CallbackListener[]> {
  const places = new Map<string, Omit<CallbackListener, 'name'>>()
  for (const dfsp of world.desired.dfsps) {
    for (const port of new Set(dfsp.callbacks.map(({ endpoint }) => endpoint.port))) {
      for (const place of world.layout.callbacks.get(dfsp.id) ?? []) {
        const key = `${place.address} ${port}`
        places.set(key, { ...place, port, dfsps: [...(places.get(key)?.dfsps ?? []), dfsp.id] })
      }
    }
  }
  const opened = [...places.values()].map(async (place) => {
    const tls = serverSide(world, place.dfsps, 'own')
    return tls.identities.length === 0 ? [] : [{ ...place, name: await scene.listen({ ...place, marker: world.marker, tls }) }]
  })
  return (await Promise.all(opened)).flat()
}

/** What callback servers are made of. */
export interface World {
  readonly desired: Desired
  readonly layout: Layout
  readonly prepared: Prepared
  readonly files: PreparedFiles
  readonly marker: string
}

/** Shows other certificates at every callback server. */
export async function showCertificates(
  scene: Scene,
  world: World,
  { listeners, shown }: { readonly listeners: readonly CallbackListener[]; readonly shown: Shown },
): Promise<void> {
  await Promise.all(
    listeners.map(async ({ name, dfsps }) => {
      const tls = serverSide(world, dfsps, shown)
      if (tls.identities.length > 0) await scene.certify(name, tls)
    }),
  )
}

/** The DFSPs' certificates, and whose calls they take: the CA in the trust bundle that was rendered for them. */
function serverSide({ prepared, files }: World, dfsps: readonly string[], shown: Shown): NonNullable<Listener['tls']> {
  return {
    identities: dfsps.flatMap((id) => prepared.props.callbacks[id]?.[shown] ?? []),
    ca: dfsps.map((id) => trustBundle(files, id, 'hub-client-ca.pem')).join(''),
  }
}

/** A file of the trust bundle that was rendered for a DFSP; empty, which trusts nobody, where there is none. */
export function trustBundle(files: PreparedFiles, dfsp: DesiredDfsp['id'], name: string): string {
  return files.find(({ path }) => path === `dfsps/${dfsp}/trust-bundle/${name}`)?.text ?? ''
}
