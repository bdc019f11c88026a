import { sha256Hex } from '../../pki/digest.ts'
import type { Identity } from './scene.ts'
import type { Place } from './stations.ts'

/** An access token as the issuer gave it. */
export interface Token {
  readonly text: string
  readonly claims: Readonly<Record<string, unknown>>
}

/** A request to the Hub, before it is bytes: what the cases alter one thing of. */
export interface Draft {
  /** Where it comes from, and which address the gateway then sees. */
  readonly from: Place
  /** Where it goes: one of the Hub's ingress addresses. */
  readonly to: string
  readonly identity: Identity | null
  readonly token: Token | null
  readonly method: string
  /** Request target, as it is sent. */
  readonly target: string
  readonly headers: readonly (readonly [name: string, value: string])[]
}

const HAS_BODY = new Set(['POST', 'PUT', 'PATCH'])
const BODY = '{}'

/** The draft with this header in the place of all of that name. */
export function withHeader(draft: Draft, name: string, value: string): Draft {
  return { ...draft, headers: [...draft.headers.filter(([known]) => known.toLowerCase() !== name.toLowerCase()), [name, value]] }
}

/** Every header as it is sent: the draft's own, its token, and what HTTP needs. */
export function allHeaders(draft: Draft, host: string): readonly (readonly [string, string])[] {
  return [
    ['Host', host],
    ...draft.headers,
    ...(draft.token === null ? [] : [['Authorization', `Bearer ${draft.token.text}`] as const]),
    ...(HAS_BODY.has(draft.method) ? [['Content-Length', String(BODY.length)] as const] : []),
    ['Connection', 'close'],
  ]
}

/** The exact octets of the request (RFC 9112 §3), one a character. */
export function requestBytes(draft: Draft, host: string): string {
  const lines = [`${draft.method} ${draft.target} HTTP/1.1`, ...allHeaders(draft, host).map(([name, value]) => `${name}: ${value}`)]
  return `${lines.join('\r\n')}\r\n\r\n${HAS_BODY.has(draft.method) ? BODY : ''}`
}

/** A name for a request that is like no other's of this environment, as an FSPIOP identifier has it. */
export function identifierFor(words: string): string {
  const hex = sha256Hex(Buffer.from(words))
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
