import type { ChangeClass } from '../model/plan.ts'
import type { PublishedVerdict, ShownApprovals } from '../model/published-verdict.ts'
import type { RequestReport } from '../model/request-report.ts'
import { codeSpan } from './code-span.ts'
import { changeList, findingList, guardList, renderedFileList } from './request-comment-lists.ts'
import { unmarked } from './unmarked.ts'

/** By it, and by its App, the comment is found again. */
export const COMMENT_MARKER = '<!-- muhuri:verdict -->'

/** GitHub takes 65,536 characters with the marker; each list has its share of what the sentences leave. */
const BUDGET = { changes: 14_000, guards: 3_000, findings: 16_000, files: 22_000, people: 5_000 } as const

const AGREEMENT: Readonly<Record<ChangeClass, string>> = {
  restrict: 'takes authority away only; the DFSP or the Hub alone may merge it.',
  'self-service': "the DFSP's own business; nothing of the Hub's judgement is in it.",
  'hub-review': 'a reviewer of the Hub must approve it.',
  'hub-admin': 'admins of the Hub must approve it.',
}

const SIGNS = { success: '✅', failure: '❌', action_required: '⏳' } as const

/**
 * What a reviewer reads, as GitHub Flavored Markdown of at most 65,000 characters: verdict, who must agree and who has, the effect of a
 * merge, findings, and rendered files folded away. No text of anybody else's is markup, mention, link or HTML in it.
 */
export function requestComment({ report, approvals, outcome }: PublishedVerdict): string {
  const { head } = report
  const parts = [
    `## ${SIGNS[outcome.conclusion]} ${outcome.title}`,
    `**Class ${approvals.class}:** ${AGREEMENT[approvals.class]}`,
    problemPart(report),
    peoplePart(report, approvals),
    ...(report.problem === null ? [changeList(report.changes, BUDGET.changes), guardList(report.guards, BUDGET.guards)] : []),
    ...(report.problem === null ? [findingList(report, BUDGET.findings)] : []),
    renderedFileList(report.files, BUDGET.files),
    notesPart(report),
    `<sub>head ${codeSpan(head)} · base ${codeSpan(report.base)} · as of ${codeSpan(report.asOf)} · digest ${codeSpan(report.digest ?? 'none')}</sub>`,
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function problemPart({ problem }: RequestReport): string {
  return problem === null ? '' : unmarked(`**The request could not be judged:** ${codeSpan(problem, 1000)}`)
}

function peoplePart(report: RequestReport, { raised, counted, ignored, missing, required }: ShownApprovals): string {
  const lines = [
    ...raised.map((reason) => `- Raised to hub-admin: ${codeSpan(reason, 300)}`),
    ...(required === 0 ? notNeeded(report, missing) : [`- Approved by ${counted.length} of ${required}${named(counted)}`]),
    ...missing.map((sentence) => `- Missing: ${codeSpan(sentence, 300)}`),
    ...ignored.map(({ because, ...person }) => `- Does not count: the approval of ${personOf(person)}: ${codeSpan(because, 200)}`),
  ].map(unmarked)
  const kept = lines.filter((_, index) => lines.slice(0, index + 1).join('\n').length <= BUDGET.people)
  const left = lines.length - kept.length
  return ['**Approvals**', '', ...kept, ...(left === 0 ? [] : [`- and ${left} more`])].join('\n')
}

function notNeeded({ pullRequest }: RequestReport, missing: readonly string[]): readonly string[] {
  if (missing.length > 0) return []
  return [pullRequest === null ? '- The request of this merge group was approved on its own.' : '- No approval is needed.']
}

const personOf = ({ user, login }: { readonly user: number; readonly login: string }): string => `${codeSpan(login, 60)} (${user})`

/** GitHub asks for at most 16 of them. */
const named = (people: ShownApprovals['counted']): string => (people.length === 0 ? '' : `: ${people.slice(0, 16).map(personOf).join(', ')}`)

const notesPart = ({ notes }: RequestReport): string => unmarked(notes.map((line) => `- ${codeSpan(line, 500)}`).join('\n'))
