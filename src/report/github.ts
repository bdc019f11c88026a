import type { CheckReport, Finding, Severity } from '../model/finding.ts'
import { summary } from './summary.ts'
import { visible } from './visible.ts'

/** GitHub shows no more of each kind from one step. */
const LIMIT = 10
const KINDS = ['error', 'warning', 'notice'] as const satisfies readonly Severity[]

/** Workflow commands that annotate the files of a pull request; what GitHub would drop is counted in the last line. */
export function github(report: CheckReport): string {
  const shown = KINDS.flatMap((severity) => report.findings.filter((finding) => finding.severity === severity && finding.new).slice(0, LIMIT))
  const rest = report.findings.length - shown.length
  return `${[...shown.map(command), `${summary(report)}${rest === 0 ? '' : `; ${rest} not annotated`}`].join('\n')}\n`
}

function command({ severity, code, path, line, column, message, hint }: Finding): string {
  const properties = [
    `file=${property(path)}`,
    ...(line === null ? [] : [`line=${line}`]),
    ...(column === null ? [] : [`col=${column}`]),
    `title=${property(code)}`,
  ]
  return `::${severity} ${properties.join(',')}::${data(hint === null ? message : `${message} Hint: ${hint}`)}`
}

/** As `@actions/core` escapes what follows `::`. */
const data = (text: string): string => visible(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
