import type { AuditProblem } from '../../model/audit.ts'
import type { Artefact, Document, Environment } from '../../model/environment.ts'
import type { IssuedRecord } from '../../model/generated/files.ts'
import { sha256Hex } from '../../pki/digest.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import type { Audited } from './audited.ts'

/** Every certificate has its record and every record its certificate, they agree, and the key is on the list of those ever seen. */
export function auditLedger({ issued }: Environment): Audited {
  const certificates = new Map(issued.certificates.map((certificate) => [stem(certificate.path), certificate]))
  const records = new Map(issued.records.map((record) => [stem(record.path), record]))
  const keys = new Set(issued.keys.flatMap(({ value }) => (value === null ? [] : [value.spki])))
  const ofRecords = issued.records.flatMap((record) => recordProblems(record, certificates.get(stem(record.path)), keys))
  const alone = issued.certificates.filter(({ path }) => !records.has(stem(path)))
  return { problems: [...ofRecords, ...alone.map(({ path }) => problem(path, 'The certificate has no record beside it.'))], unchecked: [] }
}

const stem = (path: string): string => path.replace(/\.(pem|json)$/, '')

const problem = (path: string, message: string): AuditProblem => ({ code: 'audit/ledger', path, commit: null, message })

function recordProblems(
  { path, name, dfsp, value }: Document<IssuedRecord>,
  beside: Artefact<CertificateFacts> | undefined,
  keys: ReadonlySet<string>,
): readonly AuditProblem[] {
  if (value === null) return [problem(path, 'The record cannot be read.')]
  const misplaced =
    value.dfsp === dfsp && name.endsWith(`.${value.serial}`)
      ? []
      : [problem(path, `The record is about serial "${value.serial}" of "${value.dfsp}", which is not its place.`)]
  if (value.state === 'intended') return [...misplaced, problem(path, 'The record is intended and was never completed: muhuri sign completes it.')]
  const unseen = keys.has(value.spki) ? [] : [problem(path, `The key ${value.spki} has no record in issued/keys.`)]
  return [...misplaced, ...unseen, ...certificateProblems(path, value, beside)]
}

function certificateProblems(path: string, record: IssuedRecord, beside: Artefact<CertificateFacts> | undefined): readonly AuditProblem[] {
  if (beside === undefined) return [problem(path, 'The record is issued, but its certificate is not beside it.')]
  if (!beside.parsed.ok) return [problem(beside.path, `The certificate cannot be read: ${beside.parsed.message}`)]
  const { facts } = beside.parsed
  const said: readonly (readonly [what: string, said: string | null, found: string])[] = [
    ['certificate', record.certificate, facts.sha256],
    ['TBS', record.tbs, sha256Hex(facts.tbs)],
    ['serial', record.serial, facts.serial],
    ['key', record.spki, facts.publicKey.sha256],
  ]
  return said.flatMap(([what, expected, found]) =>
    expected === found ? [] : [problem(path, `The record names the ${what} "${expected}"; the certificate beside it has "${found}".`)],
  )
}
