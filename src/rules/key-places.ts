import type { Artefact, Dfsp, Environment } from '../model/environment.ts'
import type { CertificateFacts, CsrFacts, PublicKeyFacts } from '../pki/facts.ts'

/** A file that holds a public key, and what the key is for. */
export interface KeyPlace {
  readonly key: PublicKeyFacts
  /** SHA-256 of the key's SubjectPublicKeyInfo. */
  readonly spki: string
  readonly path: string
  readonly purpose: string
  /** Null: the Hub. */
  readonly dfsp: string | null
  /** A certificate made from a request that lies elsewhere: the same key there is no reuse. */
  readonly derived: boolean
}

/** The leaf's or the one certificate's key, a request's, or a bare one. */
type Keyed = CertificateFacts | CsrFacts | PublicKeyFacts

/** Every key of the environment; of a chain only the leaf's, its issuers are placed by their own files. */
export function keyPlaces(environment: Environment): readonly KeyPlace[] {
  const found = known.get(environment) ?? find(environment)
  known.set(environment, found)
  return found
}

/** Several rules ask for the same environment's. */
const known = new WeakMap<Environment, readonly KeyPlace[]>()

function find({ hub, dfsps, issued }: Environment): KeyPlace[] {
  const ofHub = [
    ...places(hub.ca, 'ca', null),
    ...places(hub.server, 'server', null),
    ...places(hub.serverCa, 'server-ca', null),
    ...places(hub.jws, 'jws', null),
    ...places(hub.oauth, 'oauth', null),
    ...places(hub.deploy, 'deploy', null),
  ]
  return [...ofHub, ...dfsps.flatMap(placesOf), ...issued.certificates.flatMap((artefact) => derived(places([artefact], 'client', artefact.dfsp)))]
}

function placesOf(dfsp: Dfsp): KeyPlace[] {
  const { id } = dfsp
  return [
    ...places(dfsp.ca, 'ca', id),
    ...places(dfsp.serverCa, 'server-ca', id),
    ...places(dfsp.server, 'server', id),
    ...places(dfsp.client, 'client', id),
    ...places(dfsp.hubClientRequests, 'hub-client', id),
    ...derived(places(dfsp.hubClient, 'hub-client', id)),
    ...places(dfsp.jws, 'jws', id),
    ...places(dfsp.oauth, 'oauth', id),
    ...places(dfsp.officers, 'officer', id),
  ]
}

function places(artefacts: readonly Artefact<Keyed | readonly [CertificateFacts, ...CertificateFacts[]]>[], purpose: string, dfsp: string | null): KeyPlace[] {
  return artefacts.flatMap(({ path, parsed }) => (parsed.ok ? [{ ...keyed(parsed.facts), path, purpose, dfsp, derived: false }] : []))
}

const derived = (from: readonly KeyPlace[]): KeyPlace[] => from.map((place) => ({ ...place, derived: true }))

function keyed(facts: Keyed | readonly [CertificateFacts, ...CertificateFacts[]]): Pick<KeyPlace, 'key' | 'spki'> {
  const one = 'length' in facts ? facts[0] : facts
  const key = 'publicKey' in one ? one.publicKey : one
  return { key, spki: key.sha256 }
}
