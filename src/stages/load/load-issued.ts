import type { Document, Issued, KeyRecord } from '../../model/environment.ts'
import { sha256Hex } from '../../pki/digest.ts'
import { artefactsOf, documentsOf, type Places } from './places.ts'
import { parsers } from './read-artefact.ts'

/** Everything under `issued/`. */
export function loadIssued(places: Places): Issued {
  return {
    certificates: artefactsOf(places, 'issued-certificate', parsers.certificate),
    records: documentsOf(places, 'issued-record', 'issued-record'),
    crl: artefactsOf(places, 'issued-crl', parsers.crl),
    keys: documentsOf(places, 'issued-key', 'key-record').map(ownKey),
  }
}

/** A record that holds another key than the one it names says nothing of either. */
function ownKey(record: Document<KeyRecord>): Document<KeyRecord> {
  const { value } = record
  if (value?.publicKey === undefined || sha256Hex(Buffer.from(value.publicKey, 'base64')) === value.spki) return record
  const message = '"publicKey" is not the key whose SHA-256 is in "spki"'
  return {
    ...record,
    value: null,
    problems: [{ kind: 'invalid', message, hint: 'git checkout issued -- issued/keys', position: record.positionOf(['publicKey']) }],
  }
}
