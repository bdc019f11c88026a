import type { CertificateFacts } from '../pki/facts.ts'
import { PURPOSE_OID } from '../pki/oids.ts'
import type { Environment } from './environment.ts'
import { parseInstant } from './time.ts'

/** What a CA of the Hub may issue, by what its certificate says (DESIGN §7); `link` is any other: a cross certificate. */
export type AuthorityRole = 'root' | 'clients' | 'servers' | 'link'

/** How far a CA is in its life: published and waiting, issuing, issuing no more but trusted, trusted no more. */
export type AuthorityState = 'next' | 'current' | 'previous' | 'retired'

export interface HubAuthority {
  readonly name: string
  readonly path: string
  readonly facts: CertificateFacts
  readonly role: AuthorityRole
  readonly state: AuthorityState
}

/** Names of CAs that `environment.yaml` says are retired: nothing they issued is believed any more. */
export const retiredAuthorities = ({ settings }: Environment): ReadonlySet<string> => new Set(settings?.value?.authorities.retired ?? [])

/** Every CA of the Hub that can be read, in path order, with its state as `environment.yaml` has it. */
export function hubAuthorities(environment: Environment): readonly HubAuthority[] {
  const readable = environment.hub.ca.flatMap(({ name, path, parsed }) => (parsed.ok ? [{ name, path, facts: parsed.facts }] : []))
  const issuing = readable.map((ca) => ({ ...ca, role: authorityRole(ca.facts) })).map((ca) => ({ ...ca, state: stateOf(environment, ca, readable) }))
  return issuing.map((ca) => (ca.role === 'root' || ca.role === 'link' ? { ...ca, state: stateAbove(environment, ca, issuing) } : ca))
}

type Readable = Pick<HubAuthority, 'name' | 'facts'>

/** What a CA may issue, by its certificate. */
export function authorityRole({ selfIssued, decoded }: CertificateFacts): AuthorityRole {
  if (selfIssued) return 'root'
  const purposes = decoded.extendedKeyUsage?.purposes.join()
  if (purposes === PURPOSE_OID.clientAuth) return 'clients'
  return purposes === PURPOSE_OID.serverAuth ? 'servers' : 'link'
}

function stateOf(environment: Environment, ca: Readable & { readonly role: AuthorityRole }, all: readonly Readable[]): AuthorityState {
  const authorities = environment.settings?.value?.authorities
  if (authorities === undefined || ca.role === 'root' || ca.role === 'link') return 'current'
  if (authorities.retired.includes(ca.name)) return 'retired'
  const current = all.find(({ name }) => name === authorities[ca.role === 'clients' ? 'clients' : 'servers'])
  if (current?.name === ca.name) return 'current'
  const published = (one: Readable): number => Number(parseInstant(authorities.published[one.name] ?? '') ?? one.facts.notBefore)
  return current === undefined || published(ca) > published(current) ? 'next' : 'previous'
}

/** A root is where the CAs below it are. */
function stateAbove(environment: Environment, { name, facts }: Readable, issuing: readonly HubAuthority[]): AuthorityState {
  if (retiredAuthorities(environment).has(name)) return 'retired'
  const below = issuing.filter((ca) => ca.role !== 'root' && ca.role !== 'link' && Buffer.compare(ca.facts.issuer.der, facts.subject.der) === 0)
  for (const state of ['current', 'next'] as const) if (below.some((ca) => ca.state === state)) return state
  return below.length === 0 ? 'current' : 'previous'
}
