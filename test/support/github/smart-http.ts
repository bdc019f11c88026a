import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { dirname } from 'node:path'
import { text } from 'node:stream/consumers'
import { createGunzip } from 'node:zlib'
import { refusal } from './access.ts'
import { GIT_ENVIRONMENT } from './bare-repository.ts'
import { afterUpdates, freshen } from './pull-requests.ts'
import { type RefUpdate, refusesUpdate } from './rules.ts'
import { type Caller, fullName, type Repository, repositoryNamed, type World } from './world.ts'

const SERVICE = /^\/([^/]+\/[^/]+?)(?:\.git)?(\/info\/refs|\/git-upload-pack|\/git-receive-pack)$/

interface Push {
  readonly repository: Repository
  readonly caller: Caller
  updates: readonly RefUpdate[]
}

interface Visit {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly url: URL
  readonly caller: Caller | null
}

/** Git over HTTP by git's own `http-backend`; pushes are judged ref by ref in the repository's hook. */
export interface SmartHttp {
  /** Whether it was a request of git's, which is then answered. */
  serve(visit: Visit): Promise<boolean>
}

export function smartHttp(world: World, originOf: () => string): SmartHttp {
  const pushes = new Map<string, Push>()
  const serve = async (visit: Visit): Promise<boolean> => {
    if (visit.url.pathname === '/_push') return judge(world, pushes, visit)
    const [, name, service] = SERVICE.exec(visit.url.pathname) ?? []
    if (name === undefined || service === undefined) return false
    const writes = service === '/git-receive-pack' || visit.url.searchParams.get('service') === 'git-receive-pack'
    const repository = admitted(world, visit, { name, writes })
    if (typeof repository === 'number') return turnAway(visit, repository)
    if (!writes) await freshen(repository)
    const id = randomUUID()
    if (writes && visit.caller !== null) pushes.set(id, { repository, caller: visit.caller, updates: [] })
    await backend({ repository, service, id, judge: `${originOf()}/_push` }, visit, () => finished(id))
    return true
  }
  const finished = async (id: string): Promise<void> => {
    const push = pushes.get(id)
    pushes.delete(id)
    if (push !== undefined) await settle(world, push)
  }
  return { serve }
}

/** The repository, or the status with which its door is shut. */
function admitted(world: World, { caller }: Visit, { name, writes }: { name: string; writes: boolean }): Repository | 401 | 403 | 404 {
  const repository = repositoryNamed(world, name)
  if (repository === undefined) return caller === null ? 401 : 404
  if (caller === null) return repository.private || writes ? 401 : repository
  return refusal(world, caller, { repository, need: { anyOf: [writes ? 'contents:write' : 'contents:read'] } }) ?? repository
}

function turnAway({ request, response }: Visit, status: 401 | 403 | 404): true {
  request.resume()
  response.writeHead(status, status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {}).end(status === 403 ? 'Permission denied' : 'Not found')
  return true
}

/** The hook's question: may these refs move? What the answer was for is kept for after the push. */
async function judge(world: World, pushes: ReadonlyMap<string, Push>, { request, response }: Visit): Promise<true> {
  const push = pushes.get(String(request.headers['x-push']))
  const lines = (await text(request)).split('\n').filter((line) => line !== '')
  const updates = lines.map((line): RefUpdate => {
    const [before = '', after = '', fastForward, ...ref] = line.split(' ')
    return { before, after, fastForward: fastForward === 'true', ref: ref.join(' ') }
  })
  const problems =
    push === undefined ? ['unknown push'] : updates.flatMap((update) => refusesUpdate(world, push.repository, { update, caller: push.caller }) ?? [])
  if (push !== undefined) push.updates = updates
  response.writeHead(problems.length === 0 ? 200 : 403).end(problems.join('\n'))
  return true
}

async function settle(world: World, { repository, caller, updates }: Push): Promise<void> {
  const done: RefUpdate[] = []
  for (const update of updates) if (((await repository.git.resolve(update.ref)) ?? '0'.repeat(40)) === update.after) done.push(update)
  await afterUpdates(world, repository, { updates: done, caller })
}

interface Backend {
  readonly repository: Repository
  readonly service: string
  readonly id: string
  readonly judge: string
}

function backend({ repository, service, id, judge: url }: Backend, { request, response, url: asked }: Visit, finish: () => Promise<void>): Promise<void> {
  const env = {
    ...GIT_ENVIRONMENT,
    GIT_PROJECT_ROOT: dirname(dirname(repository.git.path)),
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: `/${fullName(repository)}.git${service}`,
    QUERY_STRING: asked.search.slice(1),
    REQUEST_METHOD: request.method ?? 'GET',
    CONTENT_TYPE: request.headers['content-type'] ?? '',
    REMOTE_USER: 'pusher',
    REMOTE_ADDR: '127.0.0.1',
    ...(request.headers['git-protocol'] === undefined ? {} : { GIT_PROTOCOL: String(request.headers['git-protocol']) }),
    STAND_IN_NODE: process.execPath,
    STAND_IN_JUDGE: url,
    STAND_IN_PUSH: id,
  }
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'ignore'] })
    const parts: Buffer[] = []
    child.on('error', reject)
    child.stdin.on('error', () => {})
    child.stdout.on('data', (part: Buffer) => parts.push(part))
    child.on('close', () => {
      // The refs are where they will be before the client hears of it, so that what a test asks next is what it pushed.
      finish().then(() => {
        deliver(response, Buffer.concat(parts))
        resolve()
      }, reject)
    })
    const body = request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request
    body.pipe(child.stdin)
  })
}

/** A CGI answer as an HTTP one. */
function deliver(response: ServerResponse, answer: Buffer): void {
  const end = answer.indexOf('\r\n\r\n')
  const headers = answer
    .subarray(0, Math.max(end, 0))
    .toString('latin1')
    .split('\r\n')
    .map((line) => line.split(/:\s*/, 2) as [string, string])
  const status = headers.find(([name]) => name.toLowerCase() === 'status')?.[1]
  response.writeHead(end < 0 ? 500 : Number.parseInt(status ?? '200', 10), Object.fromEntries(headers.filter(([name]) => name.toLowerCase() !== 'status')))
  response.end(answer.subarray(end + 4))
}
