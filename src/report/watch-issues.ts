import type { WatchAlarm, WatchedCrl, WatchedEnd, WatchReport } from '../model/watch.ts'
import { codeSpan } from './code-span.ts'
import { visible } from './visible.ts'
import { ownerText, whenText } from './watch-text.ts'

/** One thing that somebody has to do, as an issue. */
export interface WatchIssue {
  /** What it is about, the same from run to run: two of one key are one. */
  readonly key: string
  /** Plain text: what is untrusted in it is no mention and no markup. */
  readonly title: string
  /** Markdown. */
  readonly body: string
}

/** Every alarm, every list that is due, every end that is near with nothing in its place; what presses most first. */
export function watchIssues({ alarms, crls, ends }: WatchReport): readonly WatchIssue[] {
  return [
    ...alarms.map(alarmIssue),
    ...crls.filter(({ due }) => due !== null).map(crlIssue),
    ...ends.filter(({ replacedBy }) => replacedBy === null).map(endIssue),
  ]
}

const alarmIssue = ({ code, path, message, command }: WatchAlarm): WatchIssue => ({
  key: `alarm ${code} ${path ?? ''}`,
  title: `Alarm: ${plain(code)}`,
  body: bodyOf([codeSpan(message, 1000), ...(path === null ? [] : [`Where: ${codeSpan(path, 300)}`])], command),
})

const crlIssue = ({ ca, due, path, command }: WatchedCrl): WatchIssue => ({
  key: `crl ${path}`,
  title: `CRL of ${plain(ca)} must be made anew`,
  body: bodyOf([`${codeSpan(due ?? '', 300)}`, `Where: ${codeSpan(path, 300)}`], command),
})

/** The title names the threshold, not the days, so that it changes only when it presses more. */
const endIssue = (end: WatchedEnd): WatchIssue => ({
  key: `end ${end.path} ${end.at}`,
  title: `${plain(ownerText(end))}: ${end.within === 0 ? 'is over' : `ends within ${end.within} day${end.within === 1 ? '' : 's'}`}`,
  body: bodyOf([`${codeSpan(ownerText(end))} ${whenText(end)}.`, `Where: ${codeSpan(end.path, 300)}`, `Turn of: ${end.who}`], end.command),
})

const bodyOf = (lines: readonly string[], command: string | null): string =>
  `${[...lines, ...(command === null ? [] : [`Next: ${codeSpan(command, 500)}`])].join('\n\n')}\n`

/** A title is no Markdown, but a mention in it is one. */
const plain = (text: string): string => visible(text, 100).replace(/[@#]/g, ' ')
