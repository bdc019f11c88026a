import type { Artefact, Document, Environment } from '../../model/environment.ts'
import type { IssuedRecord } from '../../model/generated/files.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import type { SignedCertificate } from './run.ts'

const FOLDER = 'issued/certificates'

/** Path of the record of a certificate, or with `pem` of the certificate itself. */
export function issuedPath(dfsp: string, name: string, extension: 'json' | 'pem'): string {
  return `${FOLDER}/${dfsp}/${name}.${extension}`
}

/** Canonical text of a record or key record. */
export const recordText = (record: object): string => `${JSON.stringify(record, null, 2)}\n`

/** The record of what was signed: the TBS itself is no longer needed. */
export function issuedState(intended: IssuedRecord, certificate: CertificateFacts): IssuedRecord {
  const { tbsDer: _tbsDer, ...record } = intended
  return { ...record, state: 'issued', certificate: certificate.sha256 }
}

/** What the report says of a record. */
export function signedCertificate(record: IssuedRecord, name: string): SignedCertificate {
  return { dfsp: record.dfsp, serial: record.serial, path: issuedPath(record.dfsp, name, 'pem'), csr: record.csr.path, notAfter: record.notAfter }
}

/** A record as the loader would have read it; positions are not needed past `check`. */
export function recordDocument(record: IssuedRecord, name: string): Document<IssuedRecord> {
  return { path: issuedPath(record.dfsp, name, 'json'), name, dfsp: record.dfsp, sha256: '', value: record, problems: [], positionOf: () => null }
}

/** A certificate as the loader would have read it. */
export function certificateArtefact(facts: CertificateFacts, dfsp: string, name: string): Artefact<CertificateFacts> {
  return { path: issuedPath(dfsp, name, 'pem'), name, dfsp, sha256: '', parsed: { ok: true, facts, canonical: true } }
}

/** One certificate with its record. */
export interface Entry {
  readonly name: string
  readonly record: IssuedRecord
  readonly facts: CertificateFacts
}

/** The environment with these entries in `issued/`, in the place of any of the same name. */
export function withEntries(environment: Environment, entries: readonly Entry[]): Environment {
  if (entries.length === 0) return environment
  const paths = new Set(entries.flatMap(({ name, record }) => [issuedPath(record.dfsp, name, 'json'), issuedPath(record.dfsp, name, 'pem')]))
  const { certificates, records, ...rest } = environment.issued
  return {
    ...environment,
    issued: {
      ...rest,
      certificates: [
        ...certificates.filter(({ path }) => !paths.has(path)),
        ...entries.map(({ facts, record, name }) => certificateArtefact(facts, record.dfsp, name)),
      ],
      records: [...records.filter(({ path }) => !paths.has(path)), ...entries.map(({ record, name }) => recordDocument(record, name))],
    },
  }
}
