import type { CheckReport } from '../model/finding.ts'

/** The report as CONTRACT §3 has it (schema `findings`). */
export function json(report: CheckReport): string {
  const findings = report.findings.map(({ code, severity, dfsp, path, line, column, message, hint, cites, new: isNew }) => ({
    code,
    severity,
    dfsp,
    path,
    line,
    column,
    message,
    hint,
    cites,
    new: isNew,
  }))
  return `${JSON.stringify({ ...report, findings }, null, 2)}\n`
}
