import type { Environment } from '../../model/environment.ts'
import { readLocalHostname } from '../../net/hostname.ts'
import type { Problem, Rule } from '../rule.ts'
import { callbackUrls, hubHosts, readCallbackHost } from './callbacks.ts'

/** A callback goes to a public host name of the DFSP: never to an address, a local name, a wildcard or the Hub itself. */
export const endpointCallbackHost: Rule<'environment'> = {
  code: 'endpoint/callback-host',
  kind: 'environment',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'The host of a callback URL is a public DNS name, and not the Hub’s.',
  cites: ['RFC 1123 §2.1', 'RFC 6125 §6.4', 'RFC 6761 §6'],
  *check(environment) {
    yield* ofHub(environment)
    const own = hubHosts(environment)
    for (const { id, endpoints } of environment.dfsps) {
      if (endpoints === null) continue
      for (const { what, reading, position } of callbackUrls(endpoints)) {
        if (!reading.ok) continue
        const host = readCallbackHost(reading.url, own)
        if (!host.ok) yield { path: endpoints.path, dfsp: id, position, message: `the host of ${what} is "${reading.url.host}": ${host.problem}.` }
      }
    }
  },
}

function* ofHub({ hub }: Environment): Iterable<Problem> {
  if (hub.endpoints === null || hub.endpoints.value === null) return
  const { host } = hub.endpoints.value.ingress
  const reading = readLocalHostname(host)
  if (!reading.ok)
    yield {
      path: hub.endpoints.path,
      dfsp: null,
      position: hub.endpoints.positionOf(['ingress', 'host']),
      message: `ingress.host is "${host}": ${reading.problem}.`,
    }
}
