/** An HTTP request of the FSPIOP API, as far as its signature covers it (FSPIOP Signature 1.1 §3). */
export interface FspiopMessage {
  readonly method: string
  /** Path and query from the service on, `/quotes/1?x=y`: without the base path that an endpoint has of its own. */
  readonly uri: string
  /** Header lines as they came, none joined. */
  readonly headers: HeaderLines
  readonly body: Uint8Array
}

export type HeaderLines = readonly (readonly [name: string, value: string])[]

/** Values of the lines of this header, white space around them cut off (RFC 9112 §5). */
export function allValues(headers: HeaderLines, name: string): readonly string[] {
  const wanted = name.toLowerCase()
  return headers.flatMap(([given, value]) => (given.toLowerCase() === wanted ? [value.replace(/^[ \t]+|[ \t]+$/g, '')] : []))
}

/** The one value of a header; null where there is none. Throws `MessageError` where it stands there twice: backends pick differently. */
export function singleValue(headers: HeaderLines, name: string): string | null {
  const [value, another] = allValues(headers, name)
  if (another !== undefined) throw new MessageError('header-twice', `The header "${name}" stands there twice; expected once.`)
  return value ?? null
}

/** What is wrong with a message, by the check that found it. */
export type MessageProblemCode =
  | 'header-twice'
  | 'header-missing'
  | 'body'
  | 'signature-header'
  | 'protected-header'
  | 'key'
  | 'algorithm'
  | 'signature'
  | 'uri'
  | 'method'
  | 'source'
  | 'destination'
  | 'date'
  | 'header'
  | 'stale'

export interface MessageProblem {
  readonly code: MessageProblemCode
  readonly message: string
}

/** Stops the signing or verifying of one message. */
export class MessageError extends Error {
  readonly problem: MessageProblem

  constructor(code: MessageProblemCode, message: string) {
    super(message)
    this.problem = { code, message }
  }
}

/** IMF-fixdate (RFC 9110 §5.6.7), the only form that senders may write; null for any other. */
export function readHttpDate(text: string): Date | null {
  const at = new Date(text)
  return !Number.isNaN(at.getTime()) && at.toUTCString() === text ? at : null
}
