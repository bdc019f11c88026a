import { Octokit } from '@octokit/rest'
import { MuhuriError } from '../../model/errors.ts'
import { boundedFetch } from './bounded-fetch.ts'
import { refusalOf, statusOf } from './refusal.ts'

/** Where the API is, and who calls. */
export interface GitHubAccess {
  /** GITHUB_API_URL; https, or http to loopback. */
  readonly api: string
  readonly token: string
  /** `owner/name`. */
  readonly repository: string
  /** The App whose token it is; null for a person's. What another App or person wrote is never taken for ours. */
  readonly app: number | null
  /** For one attempt of one call. */
  readonly milliseconds?: number
}

/** Octokit upon one repository; its log is silent, so that no header of a request is ever printed. */
export interface Client {
  readonly octokit: Octokit
  readonly owner: string
  readonly repo: string
  readonly app: number | null
}

const MILLISECONDS = 20_000

export function client({ api, token, repository, app, milliseconds = MILLISECONDS }: GitHubAccess): Client {
  const [owner = '', repo = '', ...more] = repository.split('/')
  if (!isName(owner) || !isName(repo) || more.length > 0) throw new MuhuriError('usage', `"${repository}" is no repository; expected owner/name`)
  const silent = (): void => {}
  const octokit = new Octokit({
    baseUrl: baseOf(api),
    auth: token,
    userAgent: 'muhuri',
    log: { debug: silent, info: silent, warn: silent, error: silent },
    request: { fetch: boundedFetch(milliseconds) },
  })
  octokit.hook.after('request', refuseStrange)
  octokit.hook.error('request', refuseConflict)
  return { octokit, owner, repo, app }
}

/** Octokit takes a 409 amid pages for the end of the list. */
function refuseConflict(error: unknown, { method }: { readonly method: string }): never {
  if (method === 'GET' && statusOf(error) === 409) throw refusalOf('a list', error)
  throw error
}

/** Octokit takes a redirect for an answer, and what is no JSON for a text: neither may be read as "nothing there". */
function refuseStrange({ status, data }: { readonly status: number; readonly data?: unknown }): void {
  if (status >= 300 && status < 400)
    throw new MuhuriError('refused', 'GitHub answers with a redirect, which is not followed', { hint: 'name the repository as it is called now' })
  if (status < 204 && (data === null || typeof data !== 'object')) throw new MuhuriError('refused', 'GitHub answers with something that is no JSON')
}

const isName = (name: string): boolean => /^[A-Za-z0-9._-]{1,100}$/.test(name) && !/^\.{1,2}$/.test(name)

function baseOf(api: string): string {
  const url = URL.canParse(api) ? new URL(api) : null
  const isPrivate = url?.protocol === 'https:' || (url?.protocol === 'http:' && /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/.test(url.hostname))
  if (url === null || !isPrivate || url.username !== '' || url.search !== '' || url.hash !== '')
    throw new MuhuriError('usage', `"${api}" is no address of GitHub's API; expected https://host[/path]`)
  return url.href.replace(/\/$/, '')
}
