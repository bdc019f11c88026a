import type { Finding } from '../model/finding.ts'

/** The findings in the order of every output: path, line, column, code, message; by code unit, whatever the locale. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return findings.toSorted(
    (one, other) =>
      byText(one.path, other.path) ||
      (one.line ?? 0) - (other.line ?? 0) ||
      (one.column ?? 0) - (other.column ?? 0) ||
      byText(one.code, other.code) ||
      byText(one.message, other.message),
  )
}

function byText(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
