import type { Change, FileChange, Guard } from '../model/plan.ts'
import type { Cut, ReportedFinding, RequestReport } from '../model/request-report.ts'
import { fence } from './code-fence.ts'
import { codeSpan } from './code-span.ts'
import { unmarked } from './unmarked.ts'

type Changes = Cut<Change>
type Files = Cut<FileChange>

/** The effect of a merge, a sentence each. */
export function changeList(changes: Changes, budget: number): string {
  if (changes.total === 0) return '**What a merge does:** nothing.'
  const rows = changes.shown.map(({ sentence, class: own }) => `- ${codeSpan(sentence, 500)} (${own})`)
  return ['**What a merge does**', '', ...within(rows, { total: changes.total, budget, rest: (left) => `- and ${left} more` })].join('\n')
}

/** Guards that are tripped, or nothing. */
export function guardList({ total, shown }: Cut<Guard>, budget: number): string {
  if (total === 0) return ''
  const rows = shown.map(({ code, scope, value, limit }) => `| ${codeSpan(code)} | ${codeSpan(scope, 64)} | ${value} | ${limit} |`)
  const fit = within(rows, { total, budget, rest: (left) => `\nAnd ${left} more.` })
  return ['**Guards tripped**', '', '| guard | scope | value | limit |', '|---|---|---|---|', ...fit].join('\n')
}

/** New findings with file and line, errors first. */
export function findingList({ findings: { total, shown } }: RequestReport, budget: number): string {
  if (total === 0) return '**Findings:** none that are new.'
  const rest = (left: number): string => `\nAnd ${left} more; the summary of the check says them all.`
  return ['**New findings**', '', '| | code | where | what |', '|---|---|---|---|', ...within(shown.map(row), { total, budget, rest })].join('\n')
}

function row({ severity, code, path, line, message, hint }: ReportedFinding): string {
  const where = codeSpan(line === null ? path : `${path}:${line}`, 300)
  const what = [codeSpan(message, 1000), ...(hint === null ? [] : [`hint: ${codeSpan(hint, 500)}`])].join('<br>')
  return `| ${severity} | ${codeSpan(code)} | ${where} | ${what} |`
}

/** The diffs of rendered files, folded away, or nothing. */
export function renderedFileList({ total, shown }: Files, budget: number): string {
  if (total === 0) return ''
  const rows = shown.map(({ path, change, diff }) => `<sub>${change}</sub> ${codeSpan(path, 300)}\n\n${fence(diff, 'diff')}\n`)
  const fit = within(rows, { total, budget, rest: (left) => `And ${left} more files.\n` })
  return ['<details>', `<summary>Rendered files that change: ${total}</summary>`, '', ...fit, '</details>'].join('\n')
}

interface Share {
  /** How many there are in all: more than there are rows, where the report was cut already. */
  readonly total: number
  readonly budget: number
  readonly rest: (left: number) => string
}

/** As many rows from the first on as fit; one that is too long alone is passed over, and counted like those after the last. */
function within(rows: readonly string[], { total, budget, rest }: Share): readonly string[] {
  const kept: string[] = []
  let length = 0
  for (const row of rows.map(unmarked)) {
    if (length + row.length + 1 > budget) continue
    length += row.length + 1
    kept.push(row)
  }
  const left = total - kept.length
  return left > 0 ? [...kept, rest(left)] : kept
}
