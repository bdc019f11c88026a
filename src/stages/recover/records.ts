import type { Artefact, Document } from '../../model/environment.ts'
import type { IssuedRecord } from '../../model/generated/files.ts'
import type { NotTaken, Survivor } from '../../model/recovery.ts'
import { sha256Hex } from '../../pki/digest.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import { loadIssued } from '../load/load-issued.ts'
import { sortPlaces } from '../load/places.ts'
import { isCertifiedBy, type KnownCa } from './authorities.ts'
import type { Finds } from './finds.ts'

/** Records with their certificates that are whole and the Hub's, and what is not. */
export interface FoundRecords {
  readonly taken: readonly Survivor[]
  readonly refused: readonly NotTaken[]
}

interface Pair {
  readonly record: Document<IssuedRecord>
  readonly certificate: Artefact<CertificateFacts> | undefined
}

/** Each record is held against the certificate beside it, and that against the CA which the record names, before it is taken. */
export function foundRecords(finds: Finds, authorities: readonly KnownCa[]): FoundRecords {
  const taken: Survivor[] = []
  const refused: NotTaken[] = []
  for (const pair of pairsOf(finds)) {
    const { record, certificate } = pair
    const message = recordProblem(pair, authorities)
    const survivor = finds.find(record.path, record.sha256)
    const beside = certificate === undefined ? null : finds.find(certificate.path, certificate.sha256)
    if (survivor === null) continue
    if (message !== null || beside === null) refused.push({ path: record.path, source: survivor.source, message: message ?? 'It cannot be read.' })
    else taken.push(survivor, beside)
  }
  return { taken, refused }
}

function pairsOf({ survivors }: Finds): readonly Pair[] {
  const entries = survivors.map(({ path, bytes }) => ({ path, bytes, utf8: true, mode: '100644', size: bytes.length, layer: 'issued' as const }))
  const { records, certificates } = loadIssued(sortPlaces(entries).shared)
  // The digest in the record says which of several certificates of that name is its own.
  return records.map((record) => {
    const beside = certificates.filter(({ path }) => path === record.path.replace(/json$/, 'pem'))
    const own = beside.find(({ parsed }) => parsed.ok && parsed.facts.sha256 === record.value?.certificate)
    return { record, certificate: own ?? beside[0] }
  })
}

function recordProblem({ record: { value, dfsp, name }, certificate }: Pair, authorities: readonly KnownCa[]): string | null {
  if (value === null) return 'The record cannot be read.'
  if (value.state !== 'issued') return 'The record is intended and was never completed.'
  if (value.dfsp !== dfsp || !name.endsWith(`.${value.serial}`))
    return `The record is about serial "${value.serial}" of "${value.dfsp}", which is not its place.`
  if (certificate?.parsed.ok !== true) return 'Its certificate is not beside it, or cannot be read.'
  const { facts } = certificate.parsed
  const differs = [
    ['serial', value.serial, facts.serial],
    ['TBS', value.tbs, sha256Hex(facts.tbs)],
    ['certificate', value.certificate, facts.sha256],
    ['key', value.spki, facts.publicKey.sha256],
  ].find(([, said, found]) => said !== found)
  if (differs !== undefined) return `The record names the ${differs[0]} "${differs[1]}"; the certificate beside it has "${differs[2]}".`
  const ca = authorities.find((known) => known.name === value.issuer)
  return ca !== undefined && isCertifiedBy(facts, ca.facts) ? null : `The certificate is not signed by the Hub's CA "${value.issuer}".`
}
