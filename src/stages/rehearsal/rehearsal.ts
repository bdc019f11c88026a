/** What a rehearsal ends with (CONTRACT §3). */

export const CASES = [
  'right',
  'other-certificate',
  'other-ip',
  'other-token',
  'no-token',
  'expired-token',
  'foreign-source',
  'double-source',
  'malformed-path',
  'method',
  'revoked',
  'suspended',
  'unpinned',
  'stranger',
  'callback',
  'callback-wrong-ca',
  'callback-wrong-host',
  'crl-expired',
  'root-crl-expired',
  'clock-behind',
  'signer-gone',
  'clients-ca-rotated',
] as const

export type CaseName = (typeof CASES)[number]
export type Verdict = 'allow' | 'deny'

export interface Row {
  /** `greenbank/other-ip`. */
  readonly id: string
  readonly dfsp: string
  /** `in`: to the Hub; `out`: to the DFSP. */
  readonly direction: 'in' | 'out'
  readonly case: CaseName
  readonly expected: Verdict
  readonly seen: Verdict
  /** HTTP status, or null without an answer. */
  readonly status: number | null
  readonly at: 'firewall' | 'tls' | 'gateway' | 'upstream'
  readonly ok: boolean
}

export interface Rehearsal {
  readonly version: 1
  readonly rows: readonly Row[]
  readonly passed: number
  readonly failed: number
}

/** The rows by DFSP and in the order of the cases, and how many are as they should be. */
export function rehearsalOf(rows: readonly Row[]): Rehearsal {
  const sorted = [...rows].sort((a, b) => compare(a.dfsp, b.dfsp) || CASES.indexOf(a.case) - CASES.indexOf(b.case) || compare(a.id, b.id))
  const passed = rows.filter(({ ok }) => ok).length
  return { version: 1, rows: sorted, passed, failed: rows.length - passed }
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
