import type { Operation } from './desired.ts'

const OPERATION = /^(GET|POST|PUT|PATCH|DELETE) (\/[A-Za-z]+(?:\/[A-Za-z0-9._~-]+)*)$/

/** `POST /quotes` as method and resource, or null for anything else. */
export function parseOperation(text: string): Operation | null {
  const [, method, resource] = OPERATION.exec(text) ?? []
  return method === undefined || resource === undefined ? null : { method, resource }
}
