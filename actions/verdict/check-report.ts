import type { PublishedVerdict } from '../../src/model/published-verdict.ts'
import type { ReportedFinding } from '../../src/model/request-report.ts'
import type { Annotation, CheckReport } from '../../src/ports/git-host.ts'
import { visible } from '../../src/report/visible.ts'

/** The name that the ruleset of main requires of the App. */
export const VERDICT_CHECK = 'muhuri/verdict'

/** What one request of GitHub's takes; the others are in the summary. */
const MOST_ANNOTATIONS = 50
const LEVELS = { error: 'failure', warning: 'warning', notice: 'notice' } as const

/** The check run of a verdict; `body` is what the comment says. */
export function checkReport({ report, outcome }: PublishedVerdict, body: string): CheckReport {
  const { head, digest, findings } = report
  return {
    name: VERDICT_CHECK,
    head,
    externalId: digest ?? head,
    conclusion: outcome.conclusion,
    title: outcome.title,
    summary: body,
    text: '',
    annotations: findings.shown
      .filter(({ path }) => path !== '.')
      .slice(0, MOST_ANNOTATIONS)
      .map(annotationOf),
  }
}

const annotationOf = ({ code, severity, path, line, message, hint }: ReportedFinding): Annotation => ({
  path: visible(path, 400),
  line: line ?? 1,
  level: LEVELS[severity],
  title: code,
  message: visible(hint === null ? message : `${message} Hint: ${hint}`, 1600),
})
