import type { Environment } from '../../model/environment.ts'
import type { EnvironmentFile } from '../../model/generated/files.ts'
import type { Problem, Rule } from '../rule.ts'
import { callbackUrls, hubUrls, type UrlEntry } from './callbacks.ts'

/** A callback URL is an https origin and a base path of plain characters, so that no gateway can read it otherwise. */
export const endpointCallbackUrl: Rule<'environment'> = {
  code: 'endpoint/callback-url',
  kind: 'environment',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'A callback URL is https, host, port and base path, without userinfo, query, fragment or unusual characters.',
  cites: ['RFC 3986 §3', 'RFC 9110 §4.2.4'],
  *check(environment, { settings }) {
    yield* ofHub(environment, settings)
    for (const dfsp of environment.dfsps) {
      if (dfsp.endpoints !== null) for (const entry of callbackUrls(dfsp.endpoints)) yield* problem(entry, { path: dfsp.endpoints.path, dfsp: dfsp.id })
    }
  },
}

function* ofHub(environment: Environment, settings: EnvironmentFile): Iterable<Problem> {
  const path = environment.hub.endpoints?.path
  if (path === undefined) return
  for (const entry of hubUrls(environment, settings)) yield* problem(entry, { path, dfsp: null })
}

function* problem({ what, text, position, reading }: UrlEntry, place: { readonly path: string; readonly dfsp: string | null }): Iterable<Problem> {
  if (!reading.ok) yield { ...place, position, message: `${what} is "${text}": ${reading.problem}.` }
}
