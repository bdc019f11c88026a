import type { Artefact, Dfsp } from '../../model/environment.ts'
import { type Holding, leavesInForce } from '../../model/holdings.ts'
import type { Expiry } from '../../model/status.ts'
import { formatInstant, parseInstant } from '../../model/time.ts'
import type { CertificateFacts } from '../../pki/facts.ts'

const DAY = 86_400_000

/** When what a DFSP uses now, and what was `issued` to it, comes to its end, the soonest first; what has ended already is a finding, not an end to come. */
export function expiriesOf(dfsp: Dfsp, issued: readonly Holding[], at: Date): readonly Expiry[] {
  const ends = [
    ...issued.map(({ artefact, facts }) => end('client certificate', artefact.path, facts.notAfter)),
    ...leavesInForce(dfsp.server, at).map(({ path, facts }) => end('server certificate', path, facts.notAfter)),
    ...leavesInForce(dfsp.hubClient, at).map(({ path, facts }) => end('client certificate of the Hub', path, facts.notAfter)),
    ...cas([...dfsp.ca, ...dfsp.serverCa], at).map(({ path, facts }) => end('CA', path, facts.notAfter)),
    ...dfsp.jwsSchedules.flatMap(({ path, value }) => schedule(path, value?.retireAfter)),
    ...dfsp.crl.flatMap(({ path, parsed }) => (parsed.ok && parsed.facts.nextUpdate !== null ? [end('CRL', path, parsed.facts.nextUpdate)] : [])),
  ]
  return ends
    .map(({ what, path, on }) => ({ what, path, at: formatInstant(on), days: Math.floor((Number(on) - Number(at)) / DAY) }))
    .sort((a, b) => (a.at === b.at ? (a.path < b.path ? -1 : 1) : a.at < b.at ? -1 : 1))
}

interface End {
  readonly what: string
  readonly path: string
  readonly on: Date
}

function end(what: string, path: string, on: Date): End {
  return { what, path, on }
}

function cas(artefacts: readonly Artefact<CertificateFacts>[], at: Date): readonly { readonly path: string; readonly facts: CertificateFacts }[] {
  return artefacts.flatMap(({ path, parsed }) => (parsed.ok && parsed.facts.notAfter >= at ? [{ path, facts: parsed.facts }] : []))
}

function schedule(path: string, retireAfter: string | undefined): readonly End[] {
  const on = retireAfter === undefined ? null : parseInstant(retireAfter)
  return on === null ? [] : [end('JWS key', path, on)]
}
