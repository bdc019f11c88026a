import type { Finding, Severity } from '../model/finding.ts'
import type { JudgedRequest } from '../model/judged-request.ts'
import { CUT_BYTES, type CutName, TEXT_LIMITS } from '../model/request-limits.ts'
import type { Cut, ReportedFinding, RequestBinding, RequestReport } from '../model/request-report.ts'

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'notice']

/** What was found, as data of bounded size: within each list what matters most comes first, and what is left out is counted. */
export function requestReport({ report, plan, unrendered }: JudgedRequest, binding: RequestBinding): RequestReport {
  const found = report.findings.filter((finding) => finding.new)
  const bySeverity = SEVERITIES.map((severity) => found.filter((finding) => finding.severity === severity))
  const [error = 0, warning = 0, notice = 0] = bySeverity.map(({ length }) => length)
  return {
    version: 1,
    ...binding,
    environment: plan.environment === null ? null : short(plan.environment, 'id'),
    asOf: report.asOf,
    verdict: report.verdict,
    class: plan.class,
    digest: plan.digest,
    problem: null,
    counts: { error, warning, notice },
    findings: cut('findings', bySeverity.flat(), reported),
    changes: cut('changes', plan.changes, (change) => ({
      ...change,
      dfsp: shortOrNull(change.dfsp, 'id'),
      path: short(change.path, 'path'),
      before: shortOrNull(change.before, 'value'),
      after: shortOrNull(change.after, 'value'),
      sentence: short(change.sentence, 'message'),
    })),
    guards: cut(
      'guards',
      plan.guards.filter(({ tripped }) => tripped),
      (guard) => ({ ...guard, scope: short(guard.scope, 'id') }),
    ),
    files: cut('files', plan.files, (file) => ({ ...file, path: short(file.path, 'path'), diff: short(file.diff, 'diff') })),
    notes: unrendered.slice(0, 4).map((line) => short(line, 'message')),
  }
}

/** The same for a request that could not even be read: it fails, for this reason. */
export function unreadableRequest(problem: string, binding: RequestBinding, asOf: string): RequestReport {
  const none = { total: 0, shown: [] }
  return {
    version: 1,
    ...binding,
    environment: null,
    asOf,
    verdict: 'fail',
    class: 'hub-admin',
    digest: null,
    problem: short(problem, 'message'),
    counts: { error: 0, warning: 0, notice: 0 },
    findings: none,
    changes: none,
    guards: none,
    files: none,
    notes: [],
  }
}

const reported = ({ code, severity, dfsp, path, line, column, message, hint }: Finding): ReportedFinding => ({
  code,
  severity,
  dfsp: shortOrNull(dfsp, 'id'),
  path: short(path, 'path'),
  line,
  column,
  message: short(message, 'message'),
  hint: shortOrNull(hint, 'hint'),
})

type Limit = keyof typeof TEXT_LIMITS

/** By code points, as JSON Schema counts. */
function short(text: string, limit: Limit): string {
  const most = TEXT_LIMITS[limit]
  if (text.length <= most) return text
  const characters = [...text]
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`
}

const shortOrNull = (text: string | null, limit: Limit): string | null => (text === null ? null : short(text, limit))

function cut<T, R>(name: CutName, items: readonly T[], shorten: (item: T) => R): Cut<R> {
  const shown: R[] = []
  let left = CUT_BYTES[name]
  for (const item of items) {
    const made = shorten(item)
    left -= Buffer.byteLength(JSON.stringify(made)) + 1
    if (left < 0) break
    shown.push(made)
  }
  return { total: items.length, shown }
}
