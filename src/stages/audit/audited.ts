import type { AuditProblem, Unchecked } from '../../model/audit.ts'

/** What one part of the audit found. */
export interface Audited {
  readonly problems: readonly AuditProblem[]
  readonly unchecked: readonly Unchecked[]
}
