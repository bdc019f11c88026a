import type { CheckReport, Finding, Severity } from '../model/finding.ts'
import { visible } from './visible.ts'

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', notice: 'note' }

/** What each code demands, for the rules section. */
export type Summaries = ReadonlyMap<string, string>

/** SARIF 2.1.0, for code scanning: a rule for each code that was found, a result for each finding. */
export function sarif(report: CheckReport, summaries: Summaries = new Map()): string {
  const codes = [...new Set(report.findings.map(({ code }) => code))].sort()
  const driver = { name: 'muhuri', rules: codes.map((id) => ({ id, shortDescription: { text: summaries.get(id) ?? id } })) }
  const results = report.findings.map((finding) => resultOf(finding, codes, report.base !== null))
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', results }],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

function resultOf({ code, severity, path, line, column, message, hint, new: isNew }: Finding, codes: readonly string[], relative: boolean) {
  const region = line === null ? {} : { region: { startLine: line, ...(column === null ? {} : { startColumn: column }) } }
  const uri = encodeURI(visible(path, 300)).replaceAll('#', '%23').replaceAll('?', '%3F')
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: LEVELS[severity],
    message: { text: visible(hint === null ? message : `${message} Hint: ${hint}`) },
    locations: [{ physicalLocation: { artifactLocation: { uri }, ...region } }],
    ...(relative ? { baselineState: isNew ? 'new' : 'unchanged' } : {}),
  }
}
