/** Times in certificates and CRLs (RFC 5280 §4.1.2.5): UTCTime through 2049, GeneralizedTime from 2050, seconds, Z. */
import { contents, type Der, DerError, TAG } from './der.ts'
import { earlyGeneralizedTime } from './maker-defect.ts'

/** An instant, and what is wrong with how it is written, if it can be read all the same. */
export interface ReadTime {
  readonly date: Date
  readonly defect: string | null
}

/** `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ`; throws `DerError` for any other form and for days that do not exist. */
export function readTime(node: Der): ReadTime {
  const bytes = contents(node)
  if (node.tag === TAG.utcTime && bytes.length === 13) {
    const year = digits(bytes, 0, 2)
    return { date: instant(year < 50 ? 2000 + year : 1900 + year, bytes, 2), defect: null }
  }
  if (node.tag === TAG.generalizedTime && bytes.length === 15) {
    const year = digits(bytes, 0, 4)
    return { date: instant(year, bytes, 4), defect: year < 2050 ? earlyGeneralizedTime(year) : null }
  }
  throw new DerError('A time is neither UTCTime YYMMDDHHMMSSZ nor GeneralizedTime YYYYMMDDHHMMSSZ.')
}

function digits(bytes: Uint8Array, from: number, count: number): number {
  let value = 0
  for (let i = from; i < from + count; i += 1) {
    const digit = (bytes[i] as number) - 0x30
    if (digit < 0 || digit > 9) throw new DerError('A time holds something else than digits.')
    value = value * 10 + digit
  }
  return value
}

function instant(year: number, bytes: Uint8Array, from: number): Date {
  const month = digits(bytes, from, 2)
  const day = digits(bytes, from + 2, 2)
  const hour = digits(bytes, from + 4, 2)
  const minute = digits(bytes, from + 6, 2)
  const second = digits(bytes, from + 8, 2)
  // Date.UTC takes years below 100 for those of the twentieth century.
  const date = new Date(Date.UTC(year < 100 ? 2000 : year, month - 1, day, hour, minute, second))
  if (year < 100) date.setUTCFullYear(year, month - 1, day)
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60
  if (!exists || bytes[bytes.length - 1] !== 0x5a) throw new DerError('A time does not exist, or does not end in Z.')
  return date
}
