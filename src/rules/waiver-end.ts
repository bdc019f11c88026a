import { parseInstant } from '../model/time.ts'

/** The last second of the day that a waiver names, UTC; null where that is no day. */
export function endOf(day: string): Date | null {
  const start = parseInstant(day)
  return start === null || start.toISOString().slice(0, 10) !== day ? null : new Date(start.getTime() + 86_399_000)
}
