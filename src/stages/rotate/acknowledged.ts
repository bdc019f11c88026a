import type { Document, Environment } from '../../model/environment.ts'
import type { InstalledFile } from '../../model/generated/files.ts'
import { type HubAuthority, hubAuthorities } from '../../model/hub-authorities.ts'
import { formatInstant, parseInstant } from '../../model/time.ts'
import { equalBytes } from '../../pki/der.ts'

/** Somebody whose trust files are not known to hold a CA that is about to issue. */
export interface Unacknowledged {
  /** Who must install, and where it is said. */
  readonly path: string
  readonly dfsp: string
  readonly message: string
}

/**
 * Who has not installed what the switch to this CA needs: the Hub's gateways for every active DFSP, where it issues client
 * certificates; every active DFSP, where the Hub's server will lead to another root.
 */
export function unacknowledged(environment: Environment, next: HubAuthority): readonly Unacknowledged[] {
  const active = environment.dfsps.filter(({ profile }) => profile?.value?.status === 'active')
  const root = hubAuthorities(environment).find((ca) => ca.role === 'root' && equalBytes(ca.facts.subject.der, next.facts.issuer.der))
  if (next.role === 'clients') {
    const needed = root?.state === 'next' ? [next, root] : [next]
    return active.flatMap(({ id }) => {
      const installed = environment.hub.installed.find(({ name }) => name === id) ?? null
      return judged(environment, { id, installed, path: `hub/installed/${id}.yaml` }, needed)
    })
  }
  if (root?.state !== 'next') return []
  return active.flatMap(({ id, installed }) => judged(environment, { id, installed, path: `dfsps/${id}/installed.yaml` }, [root]))
}

interface Installation {
  readonly id: string
  readonly installed: Document<InstalledFile> | null
  readonly path: string
}

function judged(environment: Environment, { id, installed, path }: Installation, needed: readonly HubAuthority[]): readonly Unacknowledged[] {
  const said = installed?.value ?? null
  if (said === null) return [{ dfsp: id, path, message: `"${path}" is missing or cannot be read` }]
  const lacking = needed.find((ca) => !contains(environment, said, ca))
  return lacking === undefined
    ? []
    : [{ dfsp: id, path, message: `"${path}" is of ${said.at}; "${lacking.name}" was published ${formatInstant(publishedAt(environment, lacking))}` }]
}

function contains(environment: Environment, { trust, at }: InstalledFile, ca: HubAuthority): boolean {
  if (trust !== undefined) return trust.includes(ca.facts.sha256)
  const installed = parseInstant(at)
  return installed !== null && installed >= publishedAt(environment, ca)
}

function publishedAt({ settings }: Environment, { name, facts }: HubAuthority): Date {
  return parseInstant(settings?.value?.authorities.published[name] ?? '') ?? facts.notBefore
}
