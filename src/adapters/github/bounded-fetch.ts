const ATTEMPTS = 4
const FIRST_PAUSE = 250
const LONGEST_PAUSE = 10_000
/** More than any answer that is asked for here. */
const MOST_BYTES = 32 * 1024 * 1024

/** Methods that may be sent again when nobody knows whether the first one arrived. */
const REPEATABLE = new Set(['GET', 'HEAD', 'PUT'])

type Fetch = (url: string, init?: RequestInit) => Promise<Response>

/**
 * `fetch` with an end: each attempt has a time limit and a size limit, redirects are not followed (the token would go along), and
 * what GitHub says to try again is tried again a few times. A POST or PATCH that may have been done is not.
 */
export function boundedFetch(milliseconds: number): Fetch {
  return async (url, init = {}) => {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await attemptOnce(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(milliseconds) })
      const wait = attempt === ATTEMPTS ? null : pauseAfter(outcome, (init.method ?? 'GET').toUpperCase(), attempt)
      if (wait === null) {
        if (outcome instanceof Response) return outcome
        throw outcome.cause
      }
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }
}

interface Unanswered {
  readonly cause: unknown
}

async function attemptOnce(url: string, init: RequestInit): Promise<Response | Unanswered> {
  try {
    const response = await fetch(url, init)
    const body = await readBounded(response)
    const isBodiless = [204, 205, 304].includes(response.status)
    const whole = new Response(isBodiless ? null : new Uint8Array(body), {
      status: response.status,
      statusText: response.statusText,
      headers: response.headers,
    })
    // Octokit turns pages by the address; a Response that was made has none.
    return Object.defineProperty(whole, 'url', { value: response.url })
  } catch (cause) {
    return { cause }
  }
}

async function readBounded(response: Response): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of response.body ?? []) {
    length += part.length
    if (length > MOST_BYTES) throw new Error('the answer is too long')
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** Milliseconds until the next attempt, or null where there is to be none. */
function pauseAfter(outcome: Response | Unanswered, method: string, attempt: number): number | null {
  const doubled = FIRST_PAUSE * 2 ** (attempt - 1)
  if (!(outcome instanceof Response)) return REPEATABLE.has(method) ? doubled : null
  const { status, headers } = outcome
  const asked = headers.get('retry-after')
  // A call that was over the limit has not been done, whatever its method.
  if (status === 429 || (status === 403 && asked !== null)) return within(asked, doubled)
  return status >= 500 && REPEATABLE.has(method) ? within(asked, doubled) : null
}

function within(asked: string | null, otherwise: number): number | null {
  const wanted = asked !== null && /^\d{1,6}$/.test(asked) ? Number(asked) * 1000 : otherwise
  return wanted <= LONGEST_PAUSE ? wanted : null
}
