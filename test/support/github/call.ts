import type { Need } from './access.ts'
import type { App, Caller, Json, Level, Repository, Role, World } from './world.ts'

/** A request that was read, whose caller is known and may do it. */
export interface Call {
  readonly world: World
  readonly origin: string
  readonly caller: Caller
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: Json
  /** Set where the request carries the JWT of an App instead of a token. */
  readonly jwtApp: App | null
}

export interface RepositoryCall extends Call {
  readonly repository: Repository
}

export interface Reply {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** All items of a list; the server cuts the page out. `wrap`: the name under which GitHub puts them beside total_count. */
  readonly items?: readonly unknown[]
  readonly wrap?: string
  readonly bytes?: Uint8Array
}

export type Answer = Reply | Promise<Reply>

export type Route =
  | { readonly kind: 'repository'; readonly need: Need; readonly handle: (call: RepositoryCall) => Answer }
  | { readonly kind: 'elsewhere'; readonly handle: (call: Call) => Answer }

/** Routes by GitHub's own name of the operation. */
export type Routes = Readonly<Record<string, Route>>

type Permission = `${string}:${Level}`

/** A route below `/repos/{owner}/{repo}`: any of these permissions lets an App in, the role lets a person in. */
export const onRepository = (permission: Permission | readonly Permission[], handle: (call: RepositoryCall) => Answer, role?: Role): Route => ({
  kind: 'repository',
  need: { anyOf: [permission].flat() as Permission[], ...(role === undefined ? {} : { role }) },
  handle,
})

export const elsewhere = (handle: (call: Call) => Answer): Route => ({ kind: 'elsewhere', handle })

export const ok = (body: unknown): Reply => ({ status: 200, body })
export const created = (body: unknown): Reply => ({ status: 201, body })
export const empty: Reply = { status: 204 }
export const paged = (items: readonly unknown[], wrap?: string): Reply => ({ status: 200, items, ...(wrap === undefined ? {} : { wrap }) })
export const missing: Reply = { status: 404, body: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' } }
export const refused = (status: number, message: string): Reply => ({ status, body: { message, documentation_url: 'https://docs.github.com/rest' } })

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
export const recordOf = (value: unknown): Json => (value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Json) : {})
