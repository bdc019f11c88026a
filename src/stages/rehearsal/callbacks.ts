import type { CallbackRoute, DesiredDfsp } from '../../model/desired.ts'
import { parseAddress, parseCidr } from '../../net/cidr.ts'
import { cidrContains } from '../../net/cidr-algebra.ts'
import { type CallbackCase, callbackCases } from './cases.ts'
import { eachDfsp } from './each-dfsp.ts'
import type { Play } from './play.ts'
import type { Row, Verdict } from './rehearsal.ts'
import { identifierFor } from './request.ts'
import { readResponse, type Seen, seenBy } from './response.ts'
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

async function dfspRows(play: Play, { one, dfsp, listeners }: Calls): Promise<readonly Row[]> {
  const own = listeners.filter(({ dfsps }) => dfsps.includes(dfsp.id))
  if (dfsp.callbacks.length === 0 || own.length === 0) {
    play.log.warn(`case ${one.name} of ${dfsp.id} is not played: it takes a callback URL and a server certificate`)
    return []
  }
  return Promise.all(dfsp.callbacks.map((route) => callbackRow(play, { one, dfsp, route, listeners: own })))
}

async function callbackRow(play: Play, call: Calls & { readonly route: CallbackRoute }): Promise<Row> {
  const { one, dfsp, route, listeners } = call
  const { outbound, id: hub } = play.world.desired.hub
  const target = `/${resourceOf(dfsp, route)}/${identifierFor(`${dfsp.id} ${route.resource}`)}`
  const lines = [
    `PUT ${target} HTTP/1.1`,
    `Host: ${outbound.address}:${outbound.port}`,
    `FSPIOP-Source: ${hub}`,
    `FSPIOP-Destination: ${dfsp.fspId}`,
    'Content-Type: application/json',
    'Content-Length: 2',
    'Connection: close',
  ]
  const host = outbound.address === '0.0.0.0' ? '127.0.0.1' : outbound.address
  const outcome = await play.scene.exchange({
    station: HUB,
    source: null,
    host,
    port: outbound.port,
    prefix: '',
    tls: null,
    bytes: `${lines.join('\r\n')}\r\n\r\n{}`,
    connectMs: CONNECT_MS,
  })
  const response = readResponse(outcome.response)
  const arrived = seenBy(play.world.marker, response)
  const failures = (await Promise.all(listeners.map(({ name }) => play.scene.failures(name)))).flat()
  const expected: Verdict = dfsp.served && dfsp.hubClients.length > 0 ? one.expected : 'deny'
  const problem = arrived === null ? null : unfaithful(play, call, { arrived, target })
  const seen = arrived === null ? 'deny' : 'allow'
  const id = [dfsp.id, one.name, ...(route.resource === '*' ? [] : [route.resource])].join('/')
  if (problem !== null) play.log.warn(`${id}: ${problem}`)
  const at = arrived !== null ? 'upstream' : failures.length > 0 ? 'tls' : 'gateway'
  return {
    id,
    dfsp: dfsp.id,
    direction: 'out',
    case: one.name,
    expected,
    seen,
    status: response?.status ?? null,
    at,
    ok: seen === expected && problem === null,
  }
}

function resourceOf(dfsp: DesiredDfsp, { resource }: CallbackRoute): string {
  if (resource !== '*') return resource
  const own = new Set(dfsp.callbacks.map((route) => route.resource))
  return RESOURCES.find((name) => !own.has(name)) ?? 'transfers'
}

/** What a DFSP would find wrong with the call that arrived, or null. */
function unfaithful(
  { world }: Play,
  { dfsp, route }: { readonly dfsp: DesiredDfsp; readonly route: CallbackRoute },
  { arrived, target }: { readonly arrived: Seen; readonly target: string },
): string | null {
  const from = parseAddress(arrived.from.replace(/^::ffff:/, ''))
  const fromHub = world.desired.hub.egress.some(({ cidr }) => {
    const block = parseCidr(cidr)
    return block !== null && from !== null && cidrContains(block, from)
  })
  if (!fromHub) return `the call came from "${arrived.from}", which is no egress address of the Hub`
  if (!dfsp.hubClients.some(({ sha256 }) => sha256 === arrived.certificate)) return "the caller's certificate is not one that this DFSP's CA issued to the Hub"
  return arrived.target === `${route.endpoint.basePath}${target}` ? null : `the target was "${arrived.target}", expected "${route.endpoint.basePath}${target}"`
}
