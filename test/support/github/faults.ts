import type { ServerResponse } from 'node:http'

/** What goes wrong with the next calls of one operation, or of any. */
export interface Fault {
  readonly kind: keyof typeof FAULTS
  /** `GET /repos/{owner}/{repo}`; absent: any operation. */
  readonly operation?: string
  readonly times: number
}

type Spoil = (response: ServerResponse) => void

const status =
  (code: number, headers: Readonly<Record<string, string>> = {}, body = '{"message":"Server Error"}'): Spoil =>
  (response) =>
    void response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(body)

const FAULTS = {
  internal: status(500),
  'bad-gateway': status(502, { 'content-type': 'text/html' }, '<html>502</html>'),
  unavailable: status(503, { 'retry-after': '0' }),
  'rate-limit': status(429, { 'retry-after': '0', 'x-ratelimit-remaining': '0' }, '{"message":"API rate limit exceeded"}'),
  'secondary-limit': status(403, { 'retry-after': '0' }, '{"message":"You have exceeded a secondary rate limit."}'),
  'exhausted-for-an-hour': status(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '4102444800' }, '{"message":"API rate limit exceeded"}'),
  garbage: status(200, {}, '{"id": 1, "na'),
  redirect: status(307, { location: 'http://127.0.0.1:9/elsewhere' }),
  silence: () => undefined,
  'cut-off': (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
    response.write('{"id":', () => response.destroy())
  },
} as const satisfies Readonly<Record<string, Spoil>>

/** Faults in the order in which they were asked for; each is used up after its times. */
export interface FaultQueue {
  add(fault: Fault): void
  /** Spoils the answer, if a fault waits for this operation. */
  spoil(operation: string, response: ServerResponse): boolean
}

export function faultQueue(): FaultQueue {
  const waiting: { fault: Fault; left: number }[] = []
  return {
    add: (fault) => void waiting.push({ fault, left: fault.times }),
    spoil: (operation, response) => {
      const found = waiting.find(({ fault, left }) => left > 0 && (fault.operation ?? operation) === operation)
      if (found === undefined) return false
      found.left -= 1
      FAULTS[found.fault.kind](response)
      return true
    },
  }
}
