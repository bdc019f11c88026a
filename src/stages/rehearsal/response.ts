/** An HTTP/1.1 response as far as a rehearsal reads it. */
export interface Response {
  readonly status: number
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** What a listener of the scene says that it saw of a request. */
export interface Seen {
  readonly method: string
  readonly target: string
  readonly headers: readonly (readonly [string, string])[]
  readonly from: string
  /** The caller's certificate, DER in base64. */
  readonly certificate: string | null
}

/** The response in these octets, or null where there is none. */
export function readResponse(text: string): Response | null {
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1]
  if (status === undefined) return null
  const end = text.indexOf('\r\n\r\n')
  const lines = text
    .slice(0, end < 0 ? undefined : end)
    .split('\r\n')
    .slice(1)
  const headers = lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()] as const)
  return { status: Number(status), headers: new Map(headers), body: end < 0 ? '' : text.slice(end + 4) }
}

/** What the listener with this marker saw, or null where the answer is not its. */
export function seenBy(marker: string, response: Response | null): Seen | null {
  if (response === null || response.headers.get('x-rehearsal') !== marker) return null
  const body = response.headers.get('transfer-encoding') === 'chunked' ? unchunked(response.body) : response.body
  return JSON.parse(body) as Seen
}

/** RFC 9112 §7.1, without extensions and trailers. */
function unchunked(body: string): string {
  const [size = '', ...rest] = body.split('\r\n')
  const length = Number.parseInt(size, 16)
  const data = rest.join('\r\n')
  return length > 0 ? data.slice(0, length) + unchunked(data.slice(length + 2)) : ''
}
