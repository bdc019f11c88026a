import type { CheckReport, Finding } from '../model/finding.ts'
import { codeSpan } from './code-span.ts'
import { summary } from './summary.ts'

/** A comment of GitHub's has at most 65,536 characters; room is left for what stands around. */
const BUDGET = 60_000
const SEVERITIES = ['error', 'warning', 'notice'] as const

/** For a comment or a job summary: what is new first, errors before warnings, within what GitHub takes. */
export function markdown(report: CheckReport): string {
  const head = `**${summary(report)}**\n`
  const table = findingsTable(report.findings)
  return table === '' ? head : `${head}\n${table}`
}

/** The findings as a table, new ones first, errors before warnings; empty where there are none. */
export function findingsTable(findings: readonly Finding[], budget = BUDGET): string {
  const isNew = findings.filter((finding) => finding.new)
  const known = findings.filter((finding) => !finding.new)
  const rows = [...rowsOf(isNew), ...rowsOf(known)]
  return rows.length === 0 ? '' : `| | code | where | what |\n|---|---|---|---|\n${within(rows, budget)}`
}

const rowsOf = (findings: readonly Finding[]): readonly string[] =>
  SEVERITIES.flatMap((severity) => findings.filter((finding) => finding.severity === severity).map(row))

function row({ severity, code, path, line, message, hint, new: isNew }: Finding): string {
  const where = codeSpan(line === null ? path : `${path}:${line}`, 300)
  const what = [codeSpan(message, 1000), ...(hint === null ? [] : [`hint: ${codeSpan(hint, 500)}`])].join('<br>')
  return `| ${severity}${isNew ? '' : ' (on base)'} | ${codeSpan(code)} | ${where} | ${what} |\n`
}

function within(rows: readonly string[], budget: number): string {
  let length = 0
  const fit = rows.findIndex((text) => {
    length += text.length
    return length > budget
  })
  if (fit === -1) return rows.join('')
  return `${rows.slice(0, fit).join('')}\nAnd ${rows.length - fit} more; see the full report.\n`
}
