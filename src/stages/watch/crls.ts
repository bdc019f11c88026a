import type { Environment } from '../../model/environment.ts'
import { type HubAuthority, hubAuthorities } from '../../model/hub-authorities.ts'
import { formatInstant } from '../../model/time.ts'
import type { WatchedCrl } from '../../model/watch.ts'
import type { CrlFacts } from '../../pki/facts.ts'
import { heldCrl } from '../crl-ceremony.ts'
import { revokedUnder } from '../sign/revocations.ts'

const DAY = 86_400_000
/** A ceremony needs people in one room: its list is due this long before its end. */
const CEREMONY_DAYS = 30

/** The list of every CA of the Hub that is not retired, missing ones too, and every list of a DFSP; by path. */
export function watchedCrls(environment: Environment, at: Date): readonly WatchedCrl[] {
  const ofHub = hubAuthorities(environment).flatMap((ca) => (ca.role === 'link' || ca.state === 'retired' ? [] : [hubCrl(environment, ca, at)]))
  const present = environment.dfsps.filter(({ profile }) => profile?.value?.status !== 'left')
  const ofDfsps = present.flatMap(({ id, crl }) =>
    crl.flatMap(({ name, path, parsed }) => (parsed.ok ? [dfspCrl({ ca: name, dfsp: id, path, ...endOf(parsed.facts, at) })] : [])),
  )
  return [...ofHub, ...ofDfsps].sort((a, b) => (a.path < b.path ? -1 : 1))
}

function hubCrl(environment: Environment, ca: HubAuthority, at: Date): WatchedCrl {
  const online = Object.hasOwn(environment.settings?.value?.signers ?? {}, ca.name)
  const held = heldCrl(environment, { name: ca.name, certificate: ca.facts })
  const due = dueReason(environment, { ca, held, online }, at)
  const command = online ? 'muhuri watch . --refresh' : `muhuri crl issue --ca ${ca.name} --dir . --keys <where its key is>`
  const path = `${online ? 'issued' : 'hub'}/crl/${ca.name}.pem`
  return { ca: ca.name, dfsp: null, path, ...endOf(held, at), due, command: due === null ? null : command }
}

interface Judged {
  readonly ca: HubAuthority
  readonly held: CrlFacts | null
  readonly online: boolean
}

function dueReason(environment: Environment, { ca, held, online }: Judged, at: Date): string | null {
  if (held === null) return 'there is none'
  if (held.nextUpdate === null) return 'it does not say when the next one comes'
  const policy = environment.settings?.value?.policy.crl
  const before = online ? Math.min(policy?.refreshBeforeDays ?? 0, (policy?.days ?? 0) / 2) : CEREMONY_DAYS
  if (held.nextUpdate < at) return 'it has ended'
  if (held.nextUpdate.getTime() - before * DAY <= at.getTime()) return 'it ends soon'
  const missing = revokedUnder(environment, { certificate: ca.facts }, { previous: held, at }).filter(({ serial }) => !held.entries.has(serial))
  return missing.length === 0 ? null : `it lacks ${missing.length} revocation(s)`
}

function dfspCrl(crl: Omit<WatchedCrl, 'due' | 'command'>): WatchedCrl {
  const due = crl.days === null ? 'it does not say when the next one comes' : crl.days < 0 ? 'it has ended' : null
  return { ...crl, due, command: null }
}

function endOf(crl: CrlFacts | null, at: Date): Pick<WatchedCrl, 'nextUpdate' | 'days'> {
  const end = crl?.nextUpdate ?? null
  return end === null ? { nextUpdate: null, days: null } : { nextUpdate: formatInstant(end), days: Math.floor((end.getTime() - at.getTime()) / DAY) }
}
