import { code as currencyOf } from 'currency-codes'

/** `Amount` of the FSPIOP API: at most 18 digits before the point and 4 behind it, without leading or trailing zeros. */
const AMOUNT = /^(0|[1-9]\d{0,17})(?:\.(\d{0,3}[1-9]))?$/
/** The largest number in a packet's eight octets. */
const MOST = 2n ** 64n - 1n

export interface Money {
  readonly currency: string
  readonly amount: string
}

export type Scaled = { readonly ok: true; readonly units: string } | { readonly ok: false; readonly message: string }

/**
 * An amount in the smallest unit of its currency (ISO 4217), as ILP packets carry it: `500` TZS is `50000`.
 * Refused: an unknown currency, and more decimals than the currency has, which no packet can say.
 */
export function scaledAmount({ currency, amount }: Money): Scaled {
  const digits = currencyOf(currency)?.digits
  if (digits === undefined) return { ok: false, message: `The currency "${currency}" is not in ISO 4217.` }
  const [, whole, fraction = ''] = AMOUNT.exec(amount) ?? []
  if (whole === undefined) return { ok: false, message: `The amount "${amount}" is not written as FSPIOP has it, such as 100 or 99.95.` }
  if (fraction.length > digits) return { ok: false, message: `The amount "${amount}" has more decimals than ${currency}, which has ${digits}.` }
  const units = BigInt(whole + fraction.padEnd(digits, '0'))
  if (units > MOST) return { ok: false, message: `The amount "${amount}" does not fit into an ILP packet.` }
  return { ok: true, units: units.toString() }
}
