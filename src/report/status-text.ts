import Table from 'cli-table3'
import type { DfspStatus, StatusReport, StepState } from '../model/status.ts'
import { type Doer, STEPS, type Step } from '../model/steps.ts'
import { visible } from './visible.ts'

const MARKS: Readonly<Record<StepState, string>> = { done: '✓', confirmed: '●', stale: '~', waiting: '·', invalid: '✗' }
/** How many ends of a DFSP are shown; the JSON has all. */
const MOST_ENDS = 3

/** The way of every DFSP for a terminal: a row for each side's steps, then whose turn it is, then what ends soonest. */
export function statusText({ asOf, dfsps }: StatusReport): string {
  const table = new Table({ head: ['DFSP', 'status', 'by', ...STEPS], style: { head: [], border: [], compact: true } })
  for (const dfsp of dfsps)
    for (const doer of ['dfsp', 'hub'] as const) table.push([visible(dfsp.id), dfsp.status ?? '?', doer, ...STEPS.map((step) => mark(dfsp, step, doer))])
  const legend = `${MARKS.done} proven by files  ${MARKS.confirmed} confirmed by its doer  ${MARKS.stale} of something older  ${MARKS.waiting} waiting  ${MARKS.invalid} refused; as of ${asOf}`
  return `${[table.toString(), legend, ...dfsps.flatMap(lines)].join('\n')}\n`
}

function mark({ steps }: DfspStatus, step: Step, doer: Doer): string {
  const found = steps.find((each) => each.step === step && each.doer === doer)
  return found === undefined ? '' : MARKS[found.state]
}

function lines({ id, steps, next, expires }: DfspStatus): readonly string[] {
  const wrong = steps
    .filter(({ state }) => state === 'invalid' || state === 'stale')
    .map(({ step, doer, path, detail }) => `  ${step} (${doer}) ${visible(path ?? '', 300)}: ${visible(detail ?? '')}`)
  const turns = next.map(({ who, step, command }) => `  ${who === 'hub' ? 'the Hub' : visible(id)}, ${step}: ${visible(command)}`)
  const ends = expires.slice(0, MOST_ENDS).map(({ what, path, at, days }) => `  ${what} ends on ${at.slice(0, 10)}, in ${days} days (${visible(path, 300)})`)
  const all = [...wrong, ...turns, ...ends]
  return all.length === 0 ? [] : ['', `${visible(id)}:`, ...all]
}
