import type { CallbackRoute, Desired, DesiredDfsp } from '../../model/desired.ts'
import { type CallbackCase, callbackCases } from './cases.ts'
import { eachDfsp } from './each-dfsp.ts'
import { decidedRoute, refusedCallback } from './expect.ts'
import type { Play } from './play.ts'
import type { Row, Verdict } from './rehearsal.ts'
import { identifierFor } from './request.ts'
import { readResponse, type Seen, seenBy } from './response.ts'
import type { Exchange, Outcome } from './scene.ts'
import { type CallbackListener, showCertificates } from './set-up.ts'
import { HUB } from './stations.ts'

/** Resources that a Hub calls back on, for the route that serves all that have no route of their own. */
const RESOURCES = ['transfers', 'quotes', 'parties', 'participants', 'transactionRequests', 'authorizations']
const CONNECT_MS = 10_000

/** The Hub's calls to every DFSP through the outbound gateway, with each certificate that the DFSP's servers may show. */
export async function callbackRows(play: Play, listeners: readonly CallbackListener[]): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const one of callbackCases.filter(({ name }) => play.only.size === 0 || play.only.has(name))) {
    await showCertificates(play.scene, play.world, { listeners, shown: one.server })
    rows.push(...(await eachDfsp(play.world.desired.dfsps, (dfsp) => dfspRows(play, { one, dfsp, listeners }))))
  }
  if (rows.length > 0) play.log.info(`${rows.length} callbacks answered`)
  return rows
}

interface Calls {
  readonly one: CallbackCase
  readonly dfsp: DesiredDfsp
  readonly listeners: readonly CallbackListener[]
}

interface RouteCall extends Calls {
  readonly route: CallbackRoute
}

async function dfspRows(play: Play, call: Calls): Promise<readonly Row[]> {
  const { one, dfsp } = call
  const listeners = call.listeners.filter(({ dfsps }) => dfsps.includes(dfsp.id))
  if (dfsp.callbacks.length === 0 || listeners.length === 0) {
    play.log.warn(`case ${one.name} of ${dfsp.id} is not played: it takes a callback URL and a server certificate`)
    return []
  }
  const answers = await Promise.all(
    dfsp.callbacks.map(async (route) => ({ route, outcome: await play.scene.exchange(callOf(play.world.desired, dfsp, targetOf(dfsp, route))) })),
  )
  const failures = (await Promise.all(listeners.map(({ name }) => play.scene.failures(name)))).flat()
  return answers.map(({ route, outcome }) => callbackRow(play, { ...call, route }, { outcome, failures }))
}

function callbackRow(play: Play, call: RouteCall, { outcome, failures }: { readonly outcome: Outcome; readonly failures: readonly string[] }): Row {
  const { one, dfsp, route } = call
  const { desired, layout, marker } = play.world
  const id = [dfsp.id, one.name, ...(route.resource === '*' ? [] : [route.resource])].join('/')
  const response = readResponse(outcome.response)
  const arrived = seenBy(marker, response)
  const possible = decidedRoute(desired, { dfsp, endpoint: route.endpoint, places: layout.callbacks.get(dfsp.id) ?? [] }, play.at)
  if (possible === 'deny' && one.expected === 'allow') play.log.warn(`${id} is expected to be refused: the Hub has no way to it, by gateway or firewall`)
  const expected: Verdict = possible === 'allow' ? one.expected : 'deny'
  const seen = arrived === null ? 'deny' : 'allow'
  const problem = arrived === null ? null : unfaithful(play, call, arrived)
  if (problem !== null) play.log.warn(`${id}: ${problem}`)
  const common = { id, dfsp: dfsp.id, direction: 'out', case: one.name, expected, seen, status: response?.status ?? null } as const
  return { ...common, at: endOf(arrived, failures), ok: seen === expected && problem === null }
}

function endOf(arrived: Seen | null, failures: readonly string[]): Row['at'] {
  if (arrived !== null) return 'upstream'
  return failures.length > 0 ? 'tls' : 'gateway'
}

/** One FSPIOP callback, handed to the outbound gateway as a service of the Hub does. */
function callOf({ hub }: Desired, dfsp: DesiredDfsp, target: string): Exchange {
  const { address, port } = hub.outbound
  const lines = [
    `PUT ${target} HTTP/1.1`,
    `Host: ${address}:${port}`,
    `FSPIOP-Source: ${hub.id}`,
    `FSPIOP-Destination: ${dfsp.fspId}`,
    'Content-Type: application/json',
    'Content-Length: 2',
    'Connection: close',
  ]
  const bytes = `${lines.join('\r\n')}\r\n\r\n{}`
  return { station: HUB, source: null, host: address === '0.0.0.0' ? '127.0.0.1' : address, port, prefix: '', tls: null, bytes, connectMs: CONNECT_MS }
}

function targetOf(dfsp: DesiredDfsp, route: CallbackRoute): string {
  return `/${resourceOf(dfsp, route)}/${identifierFor(`${dfsp.id} ${route.resource}`)}`
}

function resourceOf(dfsp: DesiredDfsp, { resource }: CallbackRoute): string {
  if (resource !== '*') return resource
  const own = new Set(dfsp.callbacks.map((route) => route.resource))
  return RESOURCES.find((name) => !own.has(name)) ?? 'transfers'
}

/** What a DFSP would find wrong with the call that arrived, or null. */
function unfaithful(play: Play, { dfsp, route }: RouteCall, arrived: Seen): string | null {
  const because = refusedCallback(play.world.desired, dfsp, { seen: arrived, at: play.at })
  if (because !== null) return `the call arrived, and the decision is to refuse it: ${because}`
  const target = `${route.endpoint.basePath}${targetOf(dfsp, route)}`
  return arrived.target === target ? null : `the target was "${arrived.target}", expected "${target}"`
}
