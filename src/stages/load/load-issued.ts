import type { Issued } from '../../model/environment.ts'
import { artefactsOf, documentsOf, type Places } from './places.ts'
import { parsers } from './read-artefact.ts'

/** Everything under `issued/`. */
export function loadIssued(places: Places): Issued {
  return {
    certificates: artefactsOf(places, 'issued-certificate', parsers.certificate),
    records: documentsOf(places, 'issued-record', 'issued-record'),
    crl: artefactsOf(places, 'issued-crl', parsers.crl),
    keys: documentsOf(places, 'issued-key', 'key-record'),
  }
}
