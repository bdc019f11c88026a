import type { Desired, DesiredDfsp } from '../../model/desired.ts'
import { castOf, clientIdentity } from './company.ts'
import { decidedConnection, decidedRequest } from './expect.ts'
import type { Play } from './play.ts'
import { refusalPremise } from './premise.ts'
import { proxyHeader } from './proxy-header.ts'
import type { CaseName, Row, Verdict } from './rehearsal.ts'
import { type Draft, requestBytes } from './request.ts'
import { readResponse, seenBy } from './response.ts'
import type { Exchange, Outcome } from './scene.ts'
import { trustBundle } from './set-up.ts'
import { familyOf, HUB } from './stations.ts'

/** One request to the Hub, and what should come of it. */
export interface InboundPlay {
  readonly id: string
  readonly dfsp: DesiredDfsp
  readonly draft: Draft
  /** What the gateway was rendered from. */
  readonly desired: Desired
  readonly name: CaseName
  /** Where the right request is allowed. */
  readonly expected: Verdict
  /** The firewall alone must refuse it: it is let in as soon as it may connect. */
  readonly byFirewall?: boolean
}

/** A drop looks like silence: this long is waited for a connection that should not come about, and that long for one that should. */
const REFUSED_MS = 1_200
const ALLOWED_MS = 10_000
/** An address of the Hub's own loopback: past the firewall, and nobody's. */
const INSIDE = { 4: '127.0.0.66', 6: '::1' } as const

/** Sends the request and compares: with what the case says, which `decide` must say too. */
export async function inboundRow(play: Play, inbound: InboundPlay): Promise<Row> {
  const { id, dfsp, draft, desired, name } = inbound
  const expected = refusalPremise(play.world.desired, dfsp) === null ? inbound.expected : 'deny'
  const decided = inbound.byFirewall === true ? decidedConnection(desired, draft.from, play.at) : decidedRequest(desired, draft, play.at)
  if (decided !== expected) play.log.warn(`${id}: the case expects ${expected}, the decision is ${decided}`)
  const outcome = await play.scene.exchange(exchangeOf(play, inbound, expected))
  const { seen, at, status, faithful } = judge(play, draft, outcome)
  if (!faithful) play.log.warn(`${id}: what arrived upstream is not what was sent`)
  const verdict = inbound.byFirewall === true && at !== 'firewall' ? 'allow' : seen
  const ok = verdict === expected && decided === expected && faithful
  if (verdict !== expected) play.log.warn(`${id}: expected ${expected}, seen ${verdict} at ${at}${outcome.error === null ? '' : ` (${outcome.error})`}`)
  return { id, dfsp: dfsp.id, direction: 'in', case: name, expected, seen: verdict, status, at, ok }
}

function exchangeOf({ world }: Play, { dfsp, draft, desired, byFirewall }: InboundPlay, expected: Verdict): Exchange {
  const { host, port } = desired.hub.ingress
  const proxy = byFirewall === true ? undefined : world.layout.proxies.find(({ address }) => familyOf(address) === familyOf(draft.to))
  return {
    station: proxy?.station ?? draft.from.station,
    source: proxy?.address ?? draft.from.address,
    host: draft.to,
    port,
    prefix: proxy === undefined ? '' : proxyHeader({ from: draft.from.address, to: draft.to, port }),
    tls: { serverName: host, identity: draft.identity, ca: trustBundle(world.files, dfsp.id, 'hub-server-ca.pem') },
    bytes: requestBytes(draft, host),
    connectMs: expected === 'allow' ? ALLOWED_MS : REFUSED_MS,
  }
}

interface Judgement extends Pick<Row, 'seen' | 'at' | 'status'> {
  /** What arrived is what was sent. */
  readonly faithful: boolean
}

function judge({ world }: Play, draft: Draft, outcome: Outcome): Judgement {
  const response = readResponse(outcome.response)
  const arrived = seenBy(world.marker, response)
  if (arrived !== null)
    return {
      seen: 'allow',
      at: 'upstream',
      status: response?.status ?? null,
      faithful: arrived.method === draft.method && arrived.target.endsWith(draft.target),
    }
  return { seen: 'deny', at: stopped(outcome), status: response?.status ?? null, faithful: true }
}

/** Where a connection that brought no answer of ours ended. In TLS 1.3 a refused certificate shows only when the first answer is read. */
export function stopped(outcome: Outcome): 'firewall' | 'tls' | 'gateway' {
  if (!outcome.connected) return 'firewall'
  return outcome.response === '' && outcome.error !== 'answer timeout' ? 'tls' : 'gateway'
}

/** Someone past the firewall, inside or behind a proxy, at nobody's address, with all that the DFSP has: the gateway alone must refuse. */
export async function insideStranger(play: Play, dfsp: DesiredDfsp): Promise<readonly Row[]> {
  const { right, stranger } = castOf(play.company, dfsp)
  if (right.to === '') return []
  const inside = { station: HUB, address: INSIDE[familyOf(right.to)] }
  const draft = { ...right, from: play.world.layout.proxies.length > 0 ? (stranger ?? inside) : inside }
  return [await inboundRow(play, { id: `${dfsp.id}/stranger/past-firewall`, dfsp, draft, desired: play.world.desired, name: 'stranger', expected: 'deny' })]
}

/** Nobody but the Hub may even connect to a DFSP's callback servers. */
export async function strangerAtCallback(play: Play, dfsp: DesiredDfsp): Promise<readonly Row[]> {
  const { layout, prepared } = play.world
  const port = dfsp.callbacks[0]?.endpoint.port
  const place = layout.callbacks.get(dfsp.id)?.[0]
  const from = layout.strangers.find(({ address }) => place !== undefined && familyOf(address) === familyOf(place.address))
  if (port === undefined || place === undefined || from === undefined) return []
  const tls = { serverName: dfsp.callbacks[0]?.endpoint.host ?? '', identity: clientIdentity(prepared, dfsp), ca: '' }
  const outcome = await play.scene.exchange({
    station: from.station,
    source: from.address,
    host: place.address,
    port,
    prefix: '',
    tls,
    bytes: 'GET / HTTP/1.1\r\n\r\n',
    connectMs: REFUSED_MS,
  })
  const seen = outcome.connected ? 'allow' : 'deny'
  return [
    {
      id: `${dfsp.id}/stranger/callback`,
      dfsp: dfsp.id,
      direction: 'out',
      case: 'stranger',
      expected: 'deny',
      seen,
      status: null,
      at: stopped(outcome),
      ok: seen === 'deny',
    },
  ]
}
