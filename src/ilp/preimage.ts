import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** A condition or a fulfilment: 32 octets in base64url without padding (FSPIOP `IlpCondition`, `IlpFulfilment`). */
const OCTETS = 32

/** The 32 octets of a condition or fulfilment, or null: another length, another alphabet, unused bits set. */
export function readOctets(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.length === OCTETS && bytes.toString('base64url') === text ? new Uint8Array(bytes) : null
}

/** SHA-256 of the fulfilment: who knows the fulfilment can show it, nobody can guess it. Null where it is no fulfilment. */
export function conditionOf(fulfilment: string): string | null {
  const preimage = readOctets(fulfilment)
  return preimage === null ? null : createHash('sha256').update(preimage).digest('base64url')
}

/** Whether this fulfilment opens this condition; false for anything that is not 32 octets. */
export function fulfils(fulfilment: string, condition: string): boolean {
  const expected = readOctets(condition)
  const made = conditionOf(fulfilment)
  return expected !== null && made !== null && timingSafeEqual(Buffer.from(made, 'base64url'), expected)
}

/** HMAC-SHA-256 as Mojaloop keys it: with the base64 text of the secret, over a base64 text. */
export function keyedFulfilment(secret: string, message: string): string {
  return createHmac('sha256', Buffer.from(secret, 'utf8').toString('base64')).update(message, 'ascii').digest('base64url')
}
