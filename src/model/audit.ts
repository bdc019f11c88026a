/** One thing that is not as it must be, about something that was issued. */
export interface AuditProblem {
  /** `audit/…`, permanent. */
  readonly code: AuditCode
  readonly path: string
  /** The commit of branch `issued` that brought it, or null where the present shows it. */
  readonly commit: string | null
  readonly message: string
}

export type AuditCode =
  | 'audit/serial'
  | 'audit/key'
  | 'audit/profile'
  | 'audit/signature'
  | 'audit/path'
  | 'audit/ledger'
  | 'audit/append-only'
  | 'audit/crl-number'
  | 'audit/crl'

/** Something that could not be judged with what is at hand. */
export interface Unchecked {
  readonly path: string
  readonly message: string
}

export interface AuditReport {
  readonly version: 1
  readonly environment: string | null
  readonly asOf: string
  readonly ok: boolean
  /** How much was looked at. */
  readonly checked: { readonly certificates: number; readonly records: number; readonly crls: number; readonly commits: number }
  readonly problems: readonly AuditProblem[]
  readonly unchecked: readonly Unchecked[]
}
