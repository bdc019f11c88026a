import type { Artefact, Environment } from '../model/environment.ts'
import type { CertificateFacts, CsrFacts, PublicKeyFacts } from '../pki/facts.ts'

/** A key and the place it is used in. */
export interface PlacedKey {
  /** `client`, `server`, `ca`, `jws`, `oauth`, `officer`, `hub-client`, `deploy`. */
  readonly purpose: string
  readonly dfsp: string | null
  readonly path: string
  readonly key: PublicKeyFacts
}

/** Every key of the people's layer that can be read; of a chain the leaf's. */
export function keysOf({ hub, dfsps }: Environment): readonly PlacedKey[] {
  const ofHub = [
    ...certificates('ca', hub.ca),
    ...certificates('server', hub.server),
    ...certificates('ca', hub.serverCa),
    ...keys('jws', hub.jws),
    ...keys('oauth', hub.oauth),
    ...keys('deploy', hub.deploy),
    ...keys('officer', hub.officers),
  ]
  const ofDfsps = dfsps.flatMap((dfsp) => [
    ...certificates('ca', dfsp.ca),
    ...certificates('ca', dfsp.serverCa),
    ...certificates('server', dfsp.server),
    ...requests('client', dfsp.client),
    ...requests('hub-client', dfsp.hubClientRequests),
    ...certificates('hub-client', dfsp.hubClient),
    ...keys('jws', dfsp.jws),
    ...keys('oauth', dfsp.oauth),
    ...keys('officer', dfsp.officers),
  ])
  return [...ofHub, ...ofDfsps]
}

function certificates(purpose: string, artefacts: readonly Artefact<CertificateFacts | readonly CertificateFacts[]>[]): readonly PlacedKey[] {
  return artefacts.flatMap(({ parsed, path, dfsp }) => {
    if (!parsed.ok) return []
    const [leaf] = [parsed.facts].flat()
    return leaf === undefined ? [] : [{ purpose, dfsp, path, key: leaf.publicKey }]
  })
}

const requests = (purpose: string, artefacts: readonly Artefact<CsrFacts>[]): readonly PlacedKey[] =>
  artefacts.flatMap(({ parsed, path, dfsp }) => (parsed.ok ? [{ purpose, dfsp, path, key: parsed.facts.publicKey }] : []))

const keys = (purpose: string, artefacts: readonly Artefact<PublicKeyFacts>[]): readonly PlacedKey[] =>
  artefacts.flatMap(({ parsed, path, dfsp }) => (parsed.ok ? [{ purpose, dfsp, path, key: parsed.facts }] : []))
