import type { Hub } from '../../model/environment.ts'
import { artefactsOf, documentOf, documentsOf, type Places } from './places.ts'
import { parsers } from './read-artefact.ts'

/** Everything under `hub/`. */
export function loadHub(places: Places): Hub {
  return {
    profile: documentOf(places, 'hub-profile', 'hub'),
    endpoints: documentOf(places, 'hub-endpoints', 'hub-endpoints'),
    ca: artefactsOf(places, 'hub-ca', parsers.certificate),
    server: artefactsOf(places, 'hub-server', parsers.chain),
    serverCa: artefactsOf(places, 'hub-server-ca', parsers.certificate),
    jws: artefactsOf(places, 'hub-jws', parsers.key),
    jwsSchedules: documentsOf(places, 'hub-jws-schedule', 'jws-schedule'),
    crl: artefactsOf(places, 'hub-crl', parsers.crl),
    oauth: artefactsOf(places, 'hub-oauth', parsers.key),
    oauthKeys: documentsOf(places, 'hub-oauth-key', 'oauth-key'),
    deploy: artefactsOf(places, 'hub-deploy', parsers.key),
    officers: artefactsOf(places, 'hub-officer', parsers.key),
    installed: documentsOf(places, 'hub-installed', 'installed'),
  }
}
