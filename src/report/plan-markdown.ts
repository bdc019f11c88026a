import type { Change, ChangeClass, FileChange, Guard, Plan } from '../model/plan.ts'
import { fence } from './code-fence.ts'
import { codeSpan } from './code-span.ts'
import { findingsTable } from './markdown.ts'

/** A comment of GitHub's has at most 65,536 characters: what does not fit is counted. */
const DIFF_BUDGET = 30_000
const CHANGE_BUDGET = 15_000
const FINDING_BUDGET = 15_000

const AGREEMENT: Readonly<Record<ChangeClass, string>> = {
  restrict: 'Takes authority away only: the DFSP or the Hub alone may merge it.',
  'self-service': "The DFSP's own business: nothing of the Hub's judgement is in it.",
  'hub-review': 'A reviewer of the Hub must approve it.',
  'hub-admin': 'Admins of the Hub must approve it.',
}

/** What a reviewer reads before approving: who must agree, what a merge will do, what stands against it, the files it changes. */
export function planMarkdown(plan: Plan): string {
  const parts = [
    `## Plan: ${plan.class}`,
    AGREEMENT[plan.class],
    changesPart(plan.changes),
    guardsPart(plan.guards),
    findingsPart(plan),
    filesPart(plan.files),
    footer(plan),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function changesPart(changes: readonly Change[]): string {
  if (changes.length === 0) return '**What it does:** nothing.'
  const { kept, left } = within(
    changes.map(({ sentence, class: own }) => `- ${codeSpan(sentence, 500)}${own === 'restrict' ? '' : ` (${own})`}`),
    CHANGE_BUDGET,
  )
  return ['**What it does**', '', ...kept, ...(left === 0 ? [] : [`- and ${left} more`])].join('\n')
}

function guardsPart(guards: readonly Guard[]): string {
  const tripped = guards.filter((guard) => guard.tripped)
  if (tripped.length === 0) return ''
  const rows = tripped.map(({ code, scope, value, limit }) => `| ${codeSpan(code)} | ${codeSpan(scope)} | ${value} | ${limit} |`)
  return ['**Guards tripped**', '', '| guard | scope | value | limit |', '|---|---|---|---|', ...rows].join('\n')
}

function findingsPart({ findings }: Plan): string {
  const table = findingsTable(
    findings.filter((finding) => finding.new),
    FINDING_BUDGET,
  )
  return table === '' ? '**Findings:** none that are new.' : `**New findings**\n\n${table}`
}

function filesPart(files: readonly FileChange[]): string {
  if (files.length === 0) return ''
  const { kept, left } = within(
    files.map(({ path, change, diff }) => `<sub>${change}</sub> ${codeSpan(path, 300)}\n\n${fence(diff, 'diff')}`),
    DIFF_BUDGET,
  )
  const more = left === 0 ? [] : [`And ${left} more files; see the full plan.`]
  return ['<details>', `<summary>Rendered files that change: ${files.length}</summary>`, '', [...kept, ...more].join('\n\n'), '', '</details>'].join('\n')
}

function footer({ base, head, asOf, digest }: Plan): string {
  return `<sub>${codeSpan(base)} → ${codeSpan(head)}, as of ${asOf}, ${codeSpan(digest)}</sub>`
}

function within(parts: readonly string[], budget: number): { readonly kept: readonly string[]; readonly left: number } {
  let length = 0
  const kept: string[] = []
  for (const part of parts) {
    length += part.length
    if (length > budget) break
    kept.push(part)
  }
  return { kept, left: parts.length - kept.length }
}
