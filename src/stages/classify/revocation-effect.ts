import type { Artefact, Dfsp, Environment } from '../../model/environment.ts'
import type { ClassOf } from './effect.ts'

/** Whose certificate or key a file of `revoked/` names; the Hub is `null` in `dfsps`. */
export interface Holders {
  readonly hub: boolean
  /** Ids, sorted. */
  readonly dfsps: readonly string[]
}

/** A revocation of a DFSP's own or of something unknown: restrict; one that hits the Hub's own CA, server or key: hub-admin. */
export const revocationAdded: ClassOf = ({ base, head, location }) => {
  const hub = [base, head].some((environment) => holdersOf(environment, location.name).hub)
  return hub ? 'hub-admin' : 'restrict'
}

/** Who holds the serial, or the key of `spki-<sha256>`. */
export function holdersOf(environment: Environment, name: string): Holders {
  const { hub, dfsps, issued } = environment
  const named = name.startsWith('spki-') ? holdsKey(name.slice('spki-'.length)) : holdsSerial(name)
  const ofHub = [hub.ca, hub.server, hub.serverCa, hub.jws, hub.oauth, hub.deploy, hub.officers].some((artefacts: readonly Artefact<unknown>[]) =>
    artefacts.some(named),
  )
  const issuedTo = issued.certificates.filter(named).flatMap(({ dfsp }) => dfsp ?? [])
  const recorded = issued.records.flatMap(({ value }) => (value !== null && (value.serial === name || `spki-${value.spki}` === name) ? [value.dfsp] : []))
  const own = dfsps.filter((dfsp) => artefactsOf(dfsp).some(named)).map(({ id }) => id)
  return { hub: ofHub, dfsps: [...new Set([...issuedTo, ...recorded, ...(name.startsWith('spki-') ? own : [])])].sort() }
}

function artefactsOf({ ca, serverCa, server, client, jws, oauth, officers }: Dfsp): readonly Artefact<unknown>[] {
  return [ca, serverCa, server, client, jws, oauth, officers].flat()
}

function holdsSerial(serial: string): (artefact: Artefact<unknown>) => boolean {
  return ({ parsed }) => parsed.ok && leafOf(parsed.facts)['serial'] === serial
}

function holdsKey(sha256: string): (artefact: Artefact<unknown>) => boolean {
  return ({ parsed }) => {
    if (!parsed.ok) return false
    const facts = leafOf(parsed.facts)
    const key = 'publicKey' in facts ? leafOf(facts['publicKey']) : facts
    return key['sha256'] === sha256
  }
}

function leafOf(facts: unknown): Readonly<Record<string, unknown>> {
  return (Array.isArray(facts) ? facts[0] : facts) as Readonly<Record<string, unknown>>
}
