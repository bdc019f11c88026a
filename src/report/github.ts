import type { CheckReport, Finding } from '../model/finding.ts'
import { annotated, annotationText } from './annotations.ts'
import { summary } from './summary.ts'
import { visible } from './visible.ts'

/** Workflow commands that annotate the files of a pull request; what GitHub would drop is counted in the last line. */
export function github(report: CheckReport): string {
  const shown = annotated(report)
  const rest = report.findings.length - shown.length
  return `${[...shown.map(command), `${summary(report)}${rest === 0 ? '' : `; ${rest} not annotated`}`].join('\n')}\n`
}

function command(finding: Finding): string {
  const { severity, code, path, line, column } = finding
  const properties = [
    `file=${property(path)}`,
    ...(line === null ? [] : [`line=${line}`]),
    ...(column === null ? [] : [`col=${column}`]),
    `title=${property(code)}`,
  ]
  return `::${severity} ${properties.join(',')}::${data(annotationText(finding))}`
}

/** As `@actions/core` escapes what follows `::`. */
const data = (text: string): string => visible(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
