import type { WatchedCrl, WatchedEnd, WatchReport } from '../model/watch.ts'
import { visible } from './visible.ts'

/** What ends and what is due, for a terminal: a line each, and under it what to type. */
export function watchText({ asOf, ends, crls, refreshed, alarms }: WatchReport): string {
  const due = crls.filter((crl) => crl.due !== null)
  const lines = [
    ...alarms.flatMap(({ code, message, command }) => [`ALARM ${code}: ${visible(message)}`, ...(command === null ? [] : [`  ${visible(command)}`])]),
    ...refreshed.map(({ ca, number }) => `refreshed  the CRL of ${ca}: number ${number}`),
    ...ends.flatMap(endLines),
    ...due.flatMap(crlLines),
    ...(ends.length + due.length === 0 ? [`nothing ends within 90 days, and no CRL is due; as of ${asOf}`] : []),
  ]
  return `${lines.join('\n')}\n`
}

/** `in 12 days`, `over since 2026-11-20`. */
export function whenText({ days, at }: Pick<WatchedEnd, 'days' | 'at'>): string {
  if (days < 0) return `over since ${at.slice(0, 10)}`
  return days === 0 ? 'within a day' : `in ${days} day${days === 1 ? '' : 's'}`
}

/** Whose it is, and what it is. */
export const ownerText = ({ what, dfsp }: Pick<WatchedEnd, 'what' | 'dfsp'>): string => `${what}${dfsp === null ? '' : ` (${visible(dfsp)})`}`

function endLines(end: WatchedEnd): readonly string[] {
  const first = `${whenText(end).padEnd(22)} ${ownerText(end)}: ${visible(end.path, 300)}`
  if (end.replacedBy !== null) return [`${first}; then ${visible(end.replacedBy, 300)}`]
  return end.command === null ? [first] : [first, `  ${end.who === 'hub' ? 'the Hub' : visible(end.dfsp ?? '')}: ${visible(end.command)}`]
}

function crlLines({ ca, path, due, command }: WatchedCrl): readonly string[] {
  return [`CRL of ${visible(ca)}: ${due} (${visible(path, 300)})`, ...(command === null ? [] : [`  ${visible(command)}`])]
}
