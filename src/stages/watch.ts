import type { Environment } from '../model/environment.ts'
import { formatInstant } from '../model/time.ts'
import { THRESHOLDS, type WatchedEnd, type WatchReport } from '../model/watch.ts'
import { certificateEnds } from './watch/certificate-ends.ts'
import { watchedCrls } from './watch/crls.ts'
import type { Ending } from './watch/ending.ts'
import { keyEnds } from './watch/key-ends.ts'
import { waiverEnds } from './watch/waiver-ends.ts'

const DAY = 86_400_000

export type WatchExtras = Partial<Pick<WatchReport, 'refreshed' | 'alarms'>>

/** Everything in the environment that ends soon, with the command for its successor, and every CRL with whether it is due. */
export function watch(environment: Environment, at: Date, { refreshed = [], alarms = [] }: WatchExtras = {}): WatchReport {
  const endings = [...certificateEnds(environment, at), ...keyEnds(environment), ...waiverEnds(environment)]
  const ends = endings.map((ending) => watched(ending, at)).filter((end) => end !== null)
  return {
    version: 1,
    environment: environment.settings?.value?.id ?? null,
    asOf: formatInstant(at),
    ends: ends.sort((a, b) => (a.at === b.at ? (a.path < b.path ? -1 : 1) : a.at < b.at ? -1 : 1)),
    crls: watchedCrls(environment, at),
    alarms,
    refreshed,
  }
}

/** Null while the end is far, and once it is over and something else serves. */
function watched({ end, command, replacedBy, ...rest }: Ending, at: Date): WatchedEnd | null {
  const days = Math.floor((end.getTime() - at.getTime()) / DAY)
  const within = days < 0 ? 0 : THRESHOLDS.find((threshold) => days <= threshold)
  if (within === undefined || (within === 0 && replacedBy !== null)) return null
  return { ...rest, at: formatInstant(end), days, within, replacedBy, command: replacedBy === null ? command : null }
}
