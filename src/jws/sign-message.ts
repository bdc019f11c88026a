import { canonicalBody } from './canonical-body.ts'
import { type FspiopMessage, MessageError, type MessageProblem, readHttpDate, singleValue } from './fspiop-message.ts'
import type { MessageKey } from './message-key.ts'
import { sdkDifferences } from './sdk-differences.ts'

export type SignedMessage =
  | {
      readonly ok: true
      /** Value of the header `FSPIOP-Signature`. */
      readonly signature: string
      /** Exactly these bytes have to be sent. */
      readonly body: Uint8Array
      readonly alg: string
      readonly warnings: readonly string[]
    }
  | { readonly ok: false; readonly problem: MessageProblem }

const URI = /^\/[\x21\x22\x24-\x7e]*$/

/**
 * Signs a request (FSPIOP Signature 1.1 §3; RFC 7515): over its body with the keys in order, and a protected header of `alg`, `FSPIOP-URI`,
 * `FSPIOP-HTTP-Method`, `FSPIOP-Source`, and `FSPIOP-Destination` and `Date` where the request has them, in that order.
 */
export function signMessage(message: FspiopMessage, key: MessageKey): SignedMessage {
  try {
    return signed(message, key)
  } catch (error) {
    if (error instanceof MessageError) return { ok: false, problem: error.problem }
    throw error
  }
}

function signed(message: FspiopMessage, key: MessageKey): SignedMessage {
  if (message.body.length === 0) throw new MessageError('body', 'The request has no body; FSPIOP signs only requests that have one.')
  const body = canonicalBody(message.body)
  if (!body.ok) throw new MessageError('body', body.message)
  const protectedHeader = base64url(JSON.stringify({ alg: key.alg, ...boundHeader(message) }))
  const input = Buffer.from(`${protectedHeader}.${base64url(body.bytes)}`, 'latin1')
  const signature = base64url(key.sign(input))
  const warnings = sdkDifferences({ message: { uri: message.uri, body: body.bytes }, alg: key.alg, canonical: body.bytes, value: body.value })
  return { ok: true, signature: JSON.stringify({ protectedHeader, signature }), body: body.bytes, alg: key.alg, warnings }
}

function boundHeader({ uri, method, headers }: FspiopMessage): Readonly<Record<string, string>> {
  if (!URI.test(uri)) throw new MessageError('uri', `The path ${JSON.stringify(uri)} is not a path and query of printable ASCII from "/" on.`)
  if (!/^[A-Z]+$/.test(method)) throw new MessageError('method', `The method "${method}" is not in capitals.`)
  const source = singleValue(headers, 'FSPIOP-Source')
  if (source === null || source === '') throw new MessageError('header-missing', 'The request has no FSPIOP-Source; nobody could tell whose key signed it.')
  const destination = singleValue(headers, 'FSPIOP-Destination')
  const date = singleValue(headers, 'Date')
  if (date !== null && readHttpDate(date) === null)
    throw new MessageError(
      'date',
      `The Date "${date}" is not in the form "Mon, 23 Nov 2026 12:00:00 GMT"; switches rewrite any other, and the signature breaks.`,
    )
  return {
    'FSPIOP-URI': uri,
    'FSPIOP-HTTP-Method': method,
    'FSPIOP-Source': source,
    ...(destination === null ? {} : { 'FSPIOP-Destination': destination }),
    ...(date === null ? {} : { Date: date }),
  }
}

const base64url = (data: string | Uint8Array): string => Buffer.from(data as string).toString('base64url')
