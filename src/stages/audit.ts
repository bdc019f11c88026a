import type { AuditReport } from '../model/audit.ts'
import type { Environment } from '../model/environment.ts'
import type { History } from '../model/history.ts'
import { formatInstant } from '../model/time.ts'
import type { Audited } from './audit/audited.ts'
import { auditCertificates } from './audit/certificates.ts'
import { auditCrls } from './audit/crls.ts'
import { auditHistory } from './audit/history.ts'
import { auditLedger } from './audit/ledger.ts'
import { auditSerials } from './audit/serials.ts'

/**
 * Everything that was ever issued, derived and checked again from records, requests, settings and CA certificates alone,
 * without a key and without the network: what a CA's own auditor asks (boulder's cert-checker).
 */
export function audit(environment: Environment, { at, history }: { readonly at: Date; readonly history: History | null }): AuditReport {
  const parts: readonly Audited[] = [
    auditLedger(environment),
    auditCertificates(environment, history),
    auditSerials(environment, history),
    auditCrls(environment, at),
    history === null ? withoutHistory : auditHistory(environment, history),
  ]
  const problems = parts.flatMap((part) => part.problems)
  return {
    version: 1,
    environment: environment.settings?.value?.id ?? null,
    asOf: formatInstant(at),
    ok: problems.length === 0,
    checked: {
      certificates: environment.issued.certificates.length,
      records: environment.issued.records.length,
      crls: environment.issued.crl.length + environment.hub.crl.length,
      commits: history?.issued.length ?? 0,
    },
    problems: problems.toSorted((a, b) => (a.path === b.path ? (a.code < b.code ? -1 : 1) : a.path < b.path ? -1 : 1)),
    unchecked: parts.flatMap((part) => part.unchecked),
  }
}

const withoutHistory: Audited = {
  problems: [],
  unchecked: [{ path: 'issued', message: 'No Git directory was given: whether something vanished or was changed in earlier commits is not known.' }],
}
