import type { Environment } from '../../model/environment.ts'
import { isRevoked, revocationsOf } from '../../model/holdings.ts'
import { type AuthorityRole, type HubAuthority, hubAuthorities } from '../../model/hub-authorities.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import { certificateSubjects } from '../../rules/certificate-subjects.ts'
import { renewalHint } from '../../rules/renewal-hint.ts'
import type { CertificateRole, CertificateSubject } from '../../rules/rule.ts'
import type { Ending } from './ending.ts'

interface Kind {
  readonly what: string
  /** Who makes the successor. */
  readonly who: 'hub' | 'dfsp'
}

const KINDS: Readonly<Record<CertificateRole, Kind>> = {
  client: { what: 'client certificate', who: 'dfsp' },
  server: { what: 'server certificate', who: 'dfsp' },
  'hub-client': { what: 'client certificate of the Hub', who: 'hub' },
  ca: { what: 'CA', who: 'dfsp' },
  'server-ca': { what: 'CA for servers', who: 'dfsp' },
  'hub-ca': { what: 'CA of the Hub', who: 'hub' },
  'hub-server': { what: 'server certificate of the Hub', who: 'hub' },
  'hub-server-ca': { what: 'CA for servers of the Hub', who: 'hub' },
}

interface Held {
  readonly subject: CertificateSubject
  readonly facts: CertificateFacts
  /** Certificates of one group stand in for each other. */
  readonly group: string
}

/** Every certificate that still counts: readable, not revoked, not of a DFSP that left, not of a retired CA of the Hub. */
export function certificateEnds(environment: Environment, at: Date): readonly Ending[] {
  const authorities = new Map(hubAuthorities(environment).map((authority) => [authority.path, authority]))
  const held = heldBy(environment, authorities)
  const groups = new Map<string, Held[]>()
  for (const one of held) {
    const group = groups.get(one.group)
    if (group === undefined) groups.set(one.group, [one])
    else group.push(one)
  }
  return held.map(({ subject, facts, group }) => {
    const { what, who } = KINDS[subject.role]
    const { path, dfsp } = subject.artefact
    const role = authorities.get(path)?.role
    return { what, who, dfsp, path, end: facts.notAfter, replacedBy: successor(facts, groups.get(group) ?? [], at), command: commandFor(subject, role) }
  })
}

function heldBy(environment: Environment, authorities: ReadonlyMap<string, HubAuthority>): readonly Held[] {
  const revocations = revocationsOf(environment)
  return certificateSubjects(environment).flatMap((subject): readonly Held[] => {
    const { parsed, path, dfsp } = subject.artefact
    const authority = authorities.get(path)
    if (!parsed.ok || subject.dfsp?.profile?.value?.status === 'left' || authority?.state === 'retired') return []
    const [facts] = parsed.facts
    if (isRevoked(facts, revocations)) return []
    const group = [subject.role, dfsp ?? '', authority?.role ?? (subject.role === 'ca' && facts.selfIssued ? 'root' : '')].join(' ')
    return [{ subject, facts, group }]
  })
}

/** The one of the group that serves longest, where that is longer than this one and has begun. */
function successor(facts: CertificateFacts, group: readonly Held[], at: Date): string | null {
  const later = group.filter((other) => other.facts.notAfter > facts.notAfter && other.facts.notBefore <= at)
  const [longest] = later.sort((a, b) => Number(b.facts.notAfter) - Number(a.facts.notAfter))
  return longest?.subject.artefact.path ?? null
}

function commandFor(subject: CertificateSubject, role: AuthorityRole | undefined): string | null {
  if (role === 'link') return null
  return role === undefined ? renewalHint(subject) : `muhuri rotate ca --ca ${role} --dir .`
}
