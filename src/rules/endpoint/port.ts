import type { Environment } from '../../model/environment.ts'
import { parseSocketAddress } from '../../net/socket-address.ts'
import type { Problem, Rule } from '../rule.ts'
import { callbackUrls, hubHosts, readCallbackHost } from './callbacks.ts'

/** The Hub calls back on few ports, so that its firewall can stay closed on all others. */
export const endpointPort: Rule<'environment'> = {
  code: 'endpoint/port',
  kind: 'environment',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'The port of a callback URL is one of policy.callbacks.ports.',
  cites: [],
  *check(environment, { settings }) {
    yield* ofHub(environment)
    const { ports } = settings.policy.callbacks
    const own = hubHosts(environment)
    for (const { id, endpoints } of environment.dfsps) {
      if (endpoints === null) continue
      for (const { what, reading, position } of callbackUrls(endpoints)) {
        if (!reading.ok || !readCallbackHost(reading.url, own).ok || ports.includes(reading.url.port)) continue
        yield { path: endpoints.path, dfsp: id, position, message: `the port of ${what} is ${reading.url.port}; the policy allows ${ports.join(', ')}.` }
      }
    }
  },
}

function* ofHub({ hub }: Environment): Iterable<Problem> {
  if (hub.endpoints === null || hub.endpoints.value === null) return
  const { bind } = hub.endpoints.value.outbound
  if (parseSocketAddress(bind) !== null) return
  yield {
    path: hub.endpoints.path,
    dfsp: null,
    position: hub.endpoints.positionOf(['outbound', 'bind']),
    message: `outbound.bind is "${bind}"; an address and a port are expected, as in "127.0.0.1:8081".`,
  }
}
