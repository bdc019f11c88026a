import { MuhuriError } from '../../model/errors.ts'

/** A server, and what one call to it may cost. */
export interface VaultServer {
  /** `https://host[:port]`; http only to loopback. */
  readonly address: string
  /** Namespace of Vault Enterprise, or null. */
  readonly namespace: string | null
  readonly milliseconds: number
}

export interface VaultCall {
  readonly method: 'GET' | 'POST'
  /** Segments below `/v1`. */
  readonly path: readonly string[]
  readonly token: string | null
  readonly body?: object
}

/** A JSON object as a server sent it: nothing about it is known. */
export type Json = Readonly<Record<string, unknown>>

const ATTEMPTS = 4
const FIRST_PAUSE = 200
const LONGEST_PAUSE = 2_000
const MAX_ANSWER = 65_536

/** What a status means to whoever has to mend it; a server's own words are not repeated, they may quote what we sent. */
const MEANING: Readonly<Record<number, string>> = {
  400: 'it refuses the request as wrong',
  403: 'permission denied',
  404: 'it has no such mount, key or role',
  429: 'it has too many requests',
  500: 'it has an internal error',
  501: 'it is not initialised',
  503: 'it is sealed, or down for maintenance',
}

/** The JSON object that the server answers with; 429 and 503 are tried again a few times, everything else but 2xx is `refused`. */
export async function callVault(server: VaultServer, call: VaultCall): Promise<Json> {
  const answer = await askVault(server, call)
  if (answer === null) throw refusal(server, NOT_THERE)
  return answer
}

const NOT_THERE = 404

/** The same, with null where the server has nothing at that path. */
export async function askVault(server: VaultServer, call: VaultCall): Promise<Json | null> {
  const url = new URL(`/v1/${call.path.map(segment).join('/')}`, baseOf(server.address))
  for (let attempt = 1; ; attempt += 1) {
    const response = await send(server, url, call)
    if (response.ok) return readObject(response, server)
    await response.body?.cancel()
    if (response.status === NOT_THERE) return null
    const again = response.status === 429 || response.status === 503
    if (!again || attempt === ATTEMPTS) throw refusal(server, response.status)
    await pause(response.headers.get('retry-after'), attempt)
  }
}

/** One segment stays one: `..` would lead elsewhere even encoded. */
function segment(name: string): string {
  if (name === '' || name === '.' || name === '..') throw new MuhuriError('refused', `"${name}" is no name of a mount or key in Vault`)
  return encodeURIComponent(name)
}

function baseOf(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null
  const isBare = url !== null && url.username === '' && url.password === '' && url.pathname === '/' && url.search === '' && url.hash === ''
  if (url === null || !isBare || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))))
    throw new MuhuriError('refused', `"${address}" is no address of a Vault server; expected https://host[:port]`, {
      hint: 'set signers.<ca>.address in environment.yaml',
    })
  return url
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)

async function send(server: VaultServer, url: URL, { method, token, body }: VaultCall): Promise<Response> {
  const headers = {
    'x-vault-request': 'true',
    ...(token === null ? {} : { 'x-vault-token': token }),
    ...(server.namespace === null ? {} : { 'x-vault-namespace': server.namespace }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  }
  const init = { method, headers, redirect: 'manual', signal: AbortSignal.timeout(server.milliseconds) } as const
  try {
    // A redirect would carry the token to a server that nobody approved.
    return await fetch(url, body === undefined ? init : { ...init, body: JSON.stringify(body) })
  } catch (cause) {
    throw unanswered(server, cause)
  }
}

function unanswered({ address, milliseconds }: VaultServer, cause: unknown): MuhuriError {
  const isLate = cause instanceof Error && cause.name === 'TimeoutError'
  return new MuhuriError('refused', `Vault at ${address} ${isLate ? `did not answer within ${milliseconds / 1000} seconds` : 'cannot be reached'}`, { cause })
}

function refusal({ address }: VaultServer, status: number): MuhuriError {
  if (status >= 300 && status < 400)
    return new MuhuriError('refused', `Vault at ${address} answers with a redirect, which is not followed`, { hint: 'name the address of the active server' })
  return new MuhuriError('refused', `Vault at ${address} answers ${status}: ${MEANING[status] ?? 'it does not say what is wanted'}`)
}

async function pause(retryAfter: string | null, attempt: number): Promise<void> {
  const asked = retryAfter !== null && /^\d{1,4}$/.test(retryAfter) ? Number(retryAfter) * 1000 : FIRST_PAUSE * 2 ** (attempt - 1)
  await new Promise((resolve) => setTimeout(resolve, Math.min(asked, LONGEST_PAUSE)))
}

async function readObject(response: Response, server: VaultServer): Promise<Json> {
  const text = await readBounded(response).catch((cause: unknown) => Promise.reject(cause instanceof MuhuriError ? cause : unanswered(server, cause)))
  const value = text === null ? null : parsed(text)
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new MuhuriError('refused', `Vault at ${server.address} answers with something that is no JSON object`)
  return value as Json
}

/** The body, or null where it is longer than any answer of Vault's. */
async function readBounded(response: Response): Promise<string | null> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of response.body ?? []) {
    length += part.length
    if (length > MAX_ANSWER) return null
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
