import type { Artefact, Environment } from '../model/environment.ts'
import { documentsOf } from './subjects.ts'

/** SHA-256 of every file that was parsed, by path: what a waiver and the comparison with base bind to. */
export function fileDigests(environment: Environment): ReadonlyMap<string, string> {
  const files = [...documentsOf(environment), ...artefactsOf(environment)]
  return new Map(files.map(({ path, sha256 }) => [path, sha256]))
}

function artefactsOf({ hub, dfsps, issued }: Environment): readonly Artefact<unknown>[] {
  const ofHub = [...hub.ca, ...hub.server, ...hub.serverCa, ...hub.jws, ...hub.crl, ...hub.oauth, ...hub.deploy, ...hub.officers]
  const own = dfsps.flatMap(({ ca, serverCa, server, client, hubClientRequests, hubClient, jws, oauth, officers, crl }) =>
    [ca, serverCa, server, client, hubClientRequests, hubClient, jws, oauth, officers, crl].flat(),
  )
  return [...ofHub, ...own, ...issued.certificates, ...issued.crl]
}
