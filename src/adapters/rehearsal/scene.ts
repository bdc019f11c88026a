import { MuhuriError } from '../../model/errors.ts'
import type { Exchange, HostNames, Outcome, Scene, Station } from '../../stages/rehearsal/scene.ts'
import { requestToken } from './access-token.ts'
import { type Gateway, startHaproxy } from './haproxy.ts'
import { startIssuer } from './issuer.ts'
import { layWire } from './namespaces.ts'
import { loadNftables } from './nftables.ts'
import type { Program } from './program.ts'
import { requirePrograms } from './requirements.ts'
import { furnish, startInRoom } from './room.ts'
import { openSandbox, type Sandbox } from './sandbox.ts'

const ANSWER_MS = 15_000

/** The scene in network namespaces of this machine's kernel, with HAProxy and nftables. `refused` (exit 3) where the machine cannot hold it. */
export async function openScene(stations: readonly Station[], names: HostNames): Promise<Scene> {
  requirePrograms()
  const sandbox = await openSandbox()
  try {
    await layWire(sandbox, stations, names)
    await furnish(sandbox)
    const agents = await Promise.all(
      stations.map(async ({ name }) => [name, await startInRoom(sandbox, `agent-${name}`, { namespace: name, program: 'agent.mjs' })] as const),
    )
    return sceneOf(sandbox, new Map(agents))
  } catch (error) {
    await sandbox.close()
    throw error
  }
}

function sceneOf(sandbox: Sandbox, agents: ReadonlyMap<string, Program>): Scene {
  let gateway: Gateway | null = null
  const listeners = new Map<string, Program>()
  const exchange = (order: Exchange): Promise<Outcome> => known(agents, order.station).call({ op: 'request', ...wire(order) })
  return {
    exchange,
    listen: async (listener) => {
      const agent = known(agents, listener.station)
      const server = `${listener.address}:${listener.port}`
      await agent.call({ op: 'serve', server, ...listener })
      const name = `${listener.station}/${server}`
      listeners.set(name, agent)
      return name
    },
    certify: async (name, tls) => {
      await known(listeners, name).call({ op: 'certify', server: serverOf(name), tls })
    },
    failures: async (name) => {
      const { failures } = await known(listeners, name).call<{ readonly failures: readonly string[] }>({ op: 'failures', server: serverOf(name) })
      return failures
    },
    openIssuer: (station, orders) => startIssuer(sandbox, station, orders),
    token: (request) => requestToken(request, exchange),
    loadFirewall: (station, files) => loadNftables(sandbox, station, files),
    startGateway: async (station, files) => {
      gateway = await startHaproxy(sandbox, station, files)
    },
    reloadGateway: async (files, removed) => {
      await gateway?.reload(files, removed)
    },
    gatewayLog: () => gateway?.log() ?? [],
    close: () => sandbox.close(),
  }
}

function known(table: ReadonlyMap<string, Program>, name: string): Program {
  const program = table.get(name)
  if (program === undefined) throw new MuhuriError('bug', `no "${name}" in this rehearsal`)
  return program
}

function serverOf(listener: string): string {
  return listener.slice(listener.indexOf('/') + 1)
}

function wire({ station: _, source, tls, ...order }: Exchange): object {
  const secure = tls === null ? null : { servername: tls.serverName, ca: tls.ca, ...(tls.identity ?? {}) }
  return { ...order, local: source, tls: secure, answerMs: ANSWER_MS }
}
