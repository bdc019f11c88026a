import type { Answer } from './vault-transit.ts'

/** Versions of each secret of a KV engine, version 2: the first is version 1. */
export type KvStore = Map<string, unknown[]>

export interface KvRequest {
  readonly method: string
  readonly path: string
  readonly body: unknown
  readonly secrets: KvStore
}

export const KV = /^\/v1\/secret\/data\/([A-Za-z0-9._/-]+)$/

/** `GET` and `POST /v1/secret/data/<path>`, as the API documentation has them, with check-and-set. */
export function kv({ method, path, body, secrets }: KvRequest): Answer {
  const name = KV.exec(path)?.[1] ?? ''
  const versions = secrets.get(name) ?? []
  if (method === 'GET') return versions.length === 0 ? { status: 404, body: { errors: [] } } : current(versions)
  const { options, data } = body as { readonly options?: { readonly cas?: number }; readonly data?: unknown }
  if (options?.cas !== undefined && options.cas !== versions.length)
    return { status: 400, body: { errors: ['check-and-set parameter did not match the current version'] } }
  secrets.set(name, [...versions, data])
  return { status: 200, body: { request_id: '5b31', data: metadata(versions.length + 1) } }
}

const metadata = (version: number) => ({ created_time: '2026-11-23T10:00:00.000000000Z', custom_metadata: null, deletion_time: '', destroyed: false, version })

const current = (versions: readonly unknown[]): Answer => ({
  status: 200,
  body: { request_id: '5b32', data: { data: versions.at(-1), metadata: metadata(versions.length) } },
})
