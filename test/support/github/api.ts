import { createHash, type KeyObject } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { decodeJwt, jwtVerify } from 'jose'
import { refusal } from './access.ts'
import { type Call, missing, type Reply, recordOf, refused } from './call.ts'
import type { FaultQueue } from './faults.ts'
import type { Contract } from './openapi.ts'
import { type Match, match } from './routes/table.ts'
import { type App, type Caller, repositoryNamed, type World } from './world.ts'

/** One call that was made, for tests to look at. */
export interface Seen {
  readonly operation: string
  readonly path: string
  readonly by: string
  readonly status: number
}

export interface Api {
  readonly world: World
  readonly contract: Contract
  readonly faults: FaultQueue
  /** What was said or answered that GitHub's description does not have. */
  readonly problems: string[]
  readonly seen: Seen[]
}

interface Visit {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly url: URL
  readonly origin: string
}

/** The caller that a request's token stands for; null where there is none or it is forged. */
export async function callerOf(world: World, request: IncomingMessage): Promise<{ readonly caller: Caller; readonly jwtApp: App | null } | null> {
  const [, scheme = '', given = ''] = /^(\w+)\s+(.+)$/.exec(request.headers.authorization ?? '') ?? []
  const token =
    scheme.toLowerCase() === 'basic'
      ? Buffer.from(given, 'base64')
          .toString('utf8')
          .replace(/^[^:]*:/, '')
      : given
  const caller = world.tokens.get(token)
  if (caller !== undefined) return { caller, jwtApp: null }
  const app = token.split('.').length === 3 ? await appOf(world, token) : null
  return app === null ? null : { caller: { user: app.bot, app, permissions: {}, repositories: new Set() }, jwtApp: app }
}

async function appOf(world: World, token: string): Promise<App | null> {
  try {
    const app = world.apps.get(Number(decodeJwt(token).iss))
    if (app === undefined) return null
    const { payload } = await jwtVerify(token, app.publicKey as KeyObject, { algorithms: ['RS256'], requiredClaims: ['iat', 'exp'] })
    // GitHub takes no JWT that is good for longer than ten minutes.
    return (payload.exp ?? 0) - (payload.iat ?? 0) <= 660 ? app : null
  } catch {
    return null
  }
}

/** Answers one REST call; writes one after another, as a database would. */
export function restApi(api: Api): (visit: Visit) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve()
  return async (visit) => {
    const { request, url } = visit
    const bytes = await buffer(request)
    const found = match(request.method ?? 'GET', url.pathname.slice('/api/v3'.length))
    if (found !== null && api.faults.spoil(found.operation, visit.response)) return
    const identity = await callerOf(api.world, request)
    const work = (): Promise<Reply> => reply(api, visit, { found, identity, bytes }).catch((error: unknown) => broken(api, found, error))
    const isRead = request.method === 'GET'
    const pending = isRead ? work() : last.then(work)
    if (!isRead) last = pending
    const given = await pending
    api.seen.push({
      operation: found?.operation ?? `${request.method} ${url.pathname}`,
      path: url.pathname + url.search,
      by: identity?.caller.user.login ?? '-',
      status: given.status,
    })
    send(visit, given)
  }
}

interface Read {
  readonly found: Match | null
  readonly identity: { readonly caller: Caller; readonly jwtApp: App | null } | null
  readonly bytes: Buffer
}

async function reply(api: Api, visit: Visit, { found, identity, bytes }: Read): Promise<Reply> {
  const { request, url, origin } = visit
  if (found === null) return violated(api, [`${request.method} ${url.pathname}: the stand-in has no such operation`])
  if (identity === null) return refused(401, request.headers.authorization === undefined ? 'Requires authentication' : 'Bad credentials')
  const body: unknown = bytes.length === 0 ? undefined : JSON.parse(bytes.toString('utf8'))
  const problems = api.contract.request({ operation: found.operation, params: found.params, query: url.searchParams, body })
  if (problems.length > 0) return violated(api, problems)
  const call: Call = {
    world: api.world,
    origin,
    ...identity,
    params: found.params,
    query: url.searchParams,
    body: Array.isArray(body) ? (body as never) : recordOf(body),
  }
  const answered = page(await answer(found, call), { ...call, path: url.pathname })
  if (answered.body === undefined) return answered
  const checked = api.contract.response(found.operation, answered.status, answered.body)
  return checked.problems.length > 0 ? violated(api, checked.problems) : { ...answered, body: checked.body }
}

async function answer({ route }: Match, call: Call): Promise<Reply> {
  if (route.kind === 'elsewhere') return route.handle(call)
  const repository = repositoryNamed(call.world, `${call.params['owner']}/${call.params['repo']}`)
  if (repository === undefined) return missing
  const status = refusal(call.world, call.caller, { repository, need: route.need })
  if (status === 404) return missing
  if (status === 403) return refused(403, call.caller.app === null ? 'Must have the rights to do this' : 'Resource not accessible by integration')
  return route.handle({ ...call, repository })
}

function violated({ problems }: Api, found: readonly string[]): Reply {
  problems.push(...found)
  return refused(500, found.join('\n'))
}

function broken(api: Api, found: Match | null, error: unknown): Reply {
  return violated(api, [`${found?.operation ?? ''}: the stand-in failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`])
}

/** The page that was asked for, with GitHub's Link header. */
function page(given: Reply, { query, origin, path }: Call & { readonly path: string }): Reply {
  if (given.items === undefined) return given
  const size = Math.min(Math.max(Number(query.get('per_page') ?? 30), 1), 100)
  const number = Math.max(Number(query.get('page') ?? 1), 1)
  const last = Math.max(Math.ceil(given.items.length / size), 1)
  const items = given.items.slice((number - 1) * size, number * size)
  const target = (to: number): string => `${origin}${path}?${new URLSearchParams({ ...Object.fromEntries(query), page: String(to) })}`
  const back = number > 1 ? [`<${target(number - 1)}>; rel="prev"`, `<${target(1)}>; rel="first"`] : []
  const on = number < last ? [`<${target(number + 1)}>; rel="next"`, `<${target(last)}>; rel="last"`] : []
  const links = [...back, ...on]
  return {
    status: given.status,
    headers: { ...given.headers, ...(links.length === 0 ? {} : { link: links.join(', ') }) },
    body: given.wrap === undefined ? items : { total_count: given.items.length, [given.wrap]: items },
  }
}

function send({ request, response }: Visit, { status, body, headers = {}, bytes }: Reply): void {
  const text = body === undefined ? '' : JSON.stringify(body)
  const etag = `"${createHash('sha256').update(text).digest('hex').slice(0, 32)}"`
  const general = {
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '4999',
    'x-ratelimit-reset': '4102444800',
    'x-ratelimit-resource': 'core',
    'x-github-media-type': 'github.v3; format=json',
  }
  if (status === 200 && request.method === 'GET' && request.headers['if-none-match'] === etag) return void response.writeHead(304, { ...general, etag }).end()
  const typed = status === 204 || status === 302 ? {} : { 'content-type': 'application/json; charset=utf-8', etag }
  response.writeHead(status, { ...general, ...typed, ...headers }).end(bytes ?? text)
}
