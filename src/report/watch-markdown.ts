import type { WatchedCrl, WatchedEnd, WatchReport } from '../model/watch.ts'
import { codeSpan } from './code-span.ts'
import { ownerText, whenText } from './watch-text.ts'

/** The same for a mail or an issue: what is over first, then by how soon it ends. */
export function watchMarkdown({ asOf, ends, crls, refreshed, alarms }: WatchReport): string {
  const due = crls.filter((crl) => crl.due !== null)
  const levels = [...new Set(ends.map(({ within }) => within))].sort((a, b) => a - b)
  const parts = [
    ...(alarms.length === 0 ? [] : [`### Alarms\n\n${alarms.map(({ code, message }) => `- **${codeSpan(code)}** ${codeSpan(message, 1000)}`).join('\n')}`]),
    `As of ${asOf}: ${ends.length} end${ends.length === 1 ? '' : 's'} within 90 days, ${due.length} CRL${due.length === 1 ? '' : 's'} due.`,
    ...levels.map((level) =>
      section(level === 0 ? 'Over' : `Within ${level} day${level === 1 ? '' : 's'}`, ends.filter(({ within }) => within === level).map(endRow)),
    ),
    ...(due.length === 0 ? [] : [section('CRLs', due.map(crlRow))]),
    ...(refreshed.length === 0 ? [] : [`Refreshed: ${refreshed.map(({ ca, number }) => `${codeSpan(ca)} (number ${number})`).join(', ')}.`]),
  ]
  return `${parts.join('\n\n')}\n`
}

const section = (title: string, rows: readonly string[]): string => `### ${title}\n\n| what | when | where | then |\n|---|---|---|---|\n${rows.join('\n')}`

function endRow(end: WatchedEnd): string {
  const then = end.replacedBy === null ? codeSpan(end.command ?? '', 500) : `${codeSpan(end.replacedBy, 300)} is there`
  return `| ${codeSpan(ownerText(end))} | ${whenText(end)} | ${codeSpan(end.path, 300)} | ${then} |`
}

const crlRow = ({ ca, due, path, command }: WatchedCrl): string =>
  `| CRL of ${codeSpan(ca)} | ${due} | ${codeSpan(path, 300)} | ${codeSpan(command ?? '', 500)} |`
