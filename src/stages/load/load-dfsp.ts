import type { Dfsp } from '../../model/environment.ts'
import { artefactsOf, documentOf, documentsOf, type Places } from './places.ts'
import { parsers } from './read-artefact.ts'

/** Everything under `dfsps/<id>/`. */
export function loadDfsp(id: string, places: Places): Dfsp {
  return {
    id,
    profile: documentOf(places, 'dfsp-profile', 'dfsp'),
    endpoints: documentOf(places, 'dfsp-endpoints', 'dfsp-endpoints'),
    ca: artefactsOf(places, 'dfsp-ca', parsers.certificate),
    serverCa: artefactsOf(places, 'dfsp-server-ca', parsers.certificate),
    server: artefactsOf(places, 'dfsp-server', parsers.chain),
    client: artefactsOf(places, 'dfsp-client', parsers.csr),
    hubClientRequests: artefactsOf(places, 'dfsp-hub-client-request', parsers.csr),
    hubClient: artefactsOf(places, 'dfsp-hub-client', parsers.chain),
    jws: artefactsOf(places, 'dfsp-jws', parsers.key),
    jwsSchedules: documentsOf(places, 'dfsp-jws-schedule', 'jws-schedule'),
    oauth: artefactsOf(places, 'dfsp-oauth', parsers.key),
    officers: artefactsOf(places, 'dfsp-officer', parsers.key),
    crl: artefactsOf(places, 'dfsp-crl', parsers.crl),
    proofs: documentsOf(places, 'dfsp-proof', 'proof'),
    installed: documentOf(places, 'dfsp-installed', 'installed'),
  }
}
