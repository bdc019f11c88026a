import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Api, callerOf, restApi, type Seen } from './api.ts'
import { type Fault, faultQueue } from './faults.ts'
import { type MergeQueue, mergeQueue } from './merge-queue.ts'
import { type IdTokenRequest, issuerOf, oidcProvider } from './oidc.ts'
import { contract } from './openapi.ts'
import { githubDescription } from './openapi-cache.ts'
import { type People, people } from './people.ts'
import { type Repositories, repositories } from './repositories.ts'
import { ROUTES } from './routes/table.ts'
import { smartHttp } from './smart-http.ts'
import { type Artifact, emptyWorld, fullName, type Happening, type Json, type Repository, type World } from './world.ts'

/**
 * A stand-in for GitHub on loopback: REST, git over smart HTTP, OIDC. It keeps state, asks each token what it may, and holds every
 * request and answer to GitHub's own OpenAPI description; `close` throws if one did not.
 *
 *     const github = await startGitHub()
 *     const hub = github.people.organisation('hub')
 *     const anna = github.people.user('anna', 1001)
 *     const repository = await github.repositories.create(hub, 'pilot', { files: { 'environment.yaml': '…' } })
 *     const fork = await github.repositories.fork(repository, anna)
 *     await github.repositories.commit(fork, { 'dfsps/greenbank/endpoints.yaml': '…' }, { branch: 'join', by: anna })
 *     const octokit = new Octokit({ baseUrl: github.apiUrl, auth: github.people.token(anna) })
 *     await octokit.rest.pulls.create({ owner: 'hub', repo: 'pilot', head: 'anna:join', base: 'main', title: 'Join' })
 *     repository.pulls.get(1)?.head             // state is plain data, to be looked at and changed
 *     await github.close()
 *
 * Git reaches it at `github.cloneUrl(repository, token)`. Run git without blocking (`git` of bare-repository.ts, `startAction` of
 * runner.ts): the server lives in the test's own process.
 */
export interface GitHubServer {
  /** GITHUB_SERVER_URL. */
  readonly url: string
  /** GITHUB_API_URL. */
  readonly apiUrl: string
  readonly world: World
  readonly people: People
  readonly repositories: Repositories
  /** Every REST call so far, in order. */
  readonly calls: readonly Seen[]
  /** What workflows would be told of, in order: pushes, pull requests, reviews, merge groups, dispatches. */
  readonly happenings: readonly Happening[]
  /** Violations of GitHub's description, by operation and path; a test that makes one on purpose empties it. */
  readonly problems: string[]
  readonly oidcIssuer: string
  cloneUrl(repository: Repository, token?: string): string
  fail(fault: Fault): void
  queue(repository: Repository, branch?: string): MergeQueue
  idToken(claims: Json): IdTokenRequest
  /** A workflow run that GitHub will show; gives its id. */
  workflowRun(repository: Repository, run: Json): number
  artifact(repository: Repository, artifact: Pick<Artifact, 'name' | 'run' | 'zip'>): number
  close(): Promise<void>
}

export async function startGitHub(): Promise<GitHubServer> {
  const directory = await mkdtemp(join(tmpdir(), 'muhuri-github-'))
  const world = emptyWorld()
  const faults = faultQueue()
  const description = await githubDescription(Object.keys(ROUTES))
  const api: Api = { world, faults, contract: contract(description, 'https://github.example/'), problems: [], seen: [] }
  const oidc = await oidcProvider()
  let origin = ''
  const rest = restApi(api)
  const git = smartHttp(world, () => origin)
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', origin)
    if (url.pathname.startsWith('/api/v3/')) return rest({ request, response, url, origin })
    if (await oidc.serve({ request, response, url, origin })) return
    if (url.pathname.startsWith('/_artifacts/')) return download(world, url, response)
    if (await git.serve({ request, response, url, caller: (await callerOf(world, request))?.caller ?? null })) return
    response.writeHead(404).end()
  }
  const http = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      api.problems.push(`${request.method} ${request.url}: ${String(error)}`)
      response.destroy()
    })
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const place = http.address()
  origin = `http://127.0.0.1:${place !== null && typeof place === 'object' ? place.port : 0}`
  return {
    url: origin,
    apiUrl: `${origin}/api/v3`,
    world,
    people: people(world),
    repositories: repositories(world, directory),
    calls: api.seen,
    happenings: world.happenings,
    problems: api.problems,
    oidcIssuer: issuerOf(origin),
    cloneUrl: (repository, token) => `${token === undefined ? origin : origin.replace('://', `://x-access-token:${token}@`)}/${fullName(repository)}.git`,
    fail: faults.add,
    queue: (repository, branch = repository.defaultBranch) => mergeQueue(world, repository, branch),
    idToken: (claims) => oidc.grant(origin, claims),
    workflowRun: (repository, run) => {
      const id = Number(run['id'] ?? world.nextId())
      repository.runs.set(id, { id, ...run })
      return id
    },
    artifact: (repository, { name, run, zip }) => {
      const id = world.nextId()
      repository.artifacts.set(id, { id, name, run, zip, expired: false })
      return id
    },
    close: async () => {
      await new Promise<void>((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      })
      await rm(directory, { recursive: true, force: true })
      if (api.problems.length > 0) throw new Error(`not as GitHub describes it:\n${api.problems.join('\n')}`)
    },
  }
}

/** Storage that the API redirects to: no token, a bare address. */
function download({ repositories: all }: World, { pathname }: URL, response: ServerResponse): void {
  const [, , repository, id] = pathname.split('/')
  const artifact = all.get(Number(repository))?.artifacts.get(Number(id))
  if (artifact === undefined) response.writeHead(404).end()
  else response.writeHead(200, { 'content-type': 'application/zip' }).end(artifact.zip)
}
