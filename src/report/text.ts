import type { CheckReport, Finding } from '../model/finding.ts'
import { summary } from './summary.ts'
import { visible } from './visible.ts'

/** For a person at a terminal: a line for each finding, its hint below it, and a line that sums up. */
export function text(report: CheckReport): string {
  return `${[...report.findings.map((finding) => findingText(finding, report.base !== null)), summary(report)].join('\n')}\n`
}

/** `path:line:column severity code`, the message and the hint below. */
export function findingText(finding: Finding, relative: boolean): string {
  const { severity, code, message, hint } = finding
  const known = relative && !finding.new ? ' (already on base)' : ''
  const lines = [`${place(finding)} ${severity} ${code}${known}`, `  ${visible(message)}`, ...(hint === null ? [] : [`  hint: ${visible(hint)}`])]
  return lines.join('\n')
}

function place({ path, line, column }: Finding): string {
  return [visible(path, 300), ...(line === null ? [] : [line, ...(column === null ? [] : [column])])].join(':')
}
