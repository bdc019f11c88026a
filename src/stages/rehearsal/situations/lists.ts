import type { RevokedInput } from '../../../pki/build-crl.ts'
import { equalBytes } from '../../../pki/der.ts'
import type { CertificateFacts, CrlFacts } from '../../../pki/facts.ts'
import { entriesOf, signedCrl } from '../twin-crl.ts'
import type { TwinWorld } from '../twin-world.ts'

/** From when to when a CRL says that it is right. */
export interface ListTimes {
  readonly from: Date
  readonly to: Date
}

export interface Listed {
  readonly ca: string
  readonly serial: string
}

export interface NewLists {
  /** Serials to add, each to the CRL of the CA of that name. */
  readonly listed: readonly Listed[]
  readonly revokedAt: Date
  times(list: { readonly root: boolean }): ListTimes
}

/** The next CRL of every CA that the Hub's gateways trust for clients, in the place of the one before: path to text. A root that has none stays without. */
export function newLists(world: TwinWorld, { listed, revokedAt, times }: NewLists): Readonly<Record<string, string>> {
  const { environment, desired, keys } = world
  const lists = desired.hub.clientCas.flatMap(({ name, root }) => {
    const ca = environment.hub.ca.find((artefact) => artefact.name === name)?.parsed
    const current = ca?.ok === true ? currentList(world, ca.facts) : null
    if (ca?.ok !== true || (current === null && root)) return []
    const added = listed.filter(({ ca: of }) => of === name).map(({ serial }): RevokedInput => ({ serial, revokedAt, reason: 'superseded' }))
    const facts = current?.facts ?? null
    const text = signedCrl({ ca: ca.facts, keys, number: (facts?.number ?? 0n) + 1n, entries: [...entriesOf(facts), ...added], ...times({ root }) })
    return text === null ? [] : [[current?.path ?? `issued/crl/${name}.pem`, text] as const]
  })
  return Object.fromEntries(lists)
}

/** The CRL with the greatest number that is in this CA's name. */
function currentList({ environment }: TwinWorld, ca: CertificateFacts): { readonly path: string; readonly facts: CrlFacts } | null {
  const known = [...environment.issued.crl, ...environment.hub.crl].flatMap(({ path, parsed }) => (parsed.ok ? [{ path, facts: parsed.facts }] : []))
  const own = known.filter(({ facts }) => equalBytes(facts.issuer.der, ca.subject.der))
  return own.sort((a, b) => ((a.facts.number ?? -1n) > (b.facts.number ?? -1n) ? -1 : 1))[0] ?? null
}
