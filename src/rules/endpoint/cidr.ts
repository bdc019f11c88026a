import type { Rule } from '../rule.ts'
import { dfspAddresses, hubAddresses } from './addresses.ts'

/** Every address that a party registers, the Hub's included, is written in the one notation that all firewalls read alike. */
export const endpointCidr: Rule<'environment'> = {
  code: 'endpoint/cidr',
  kind: 'environment',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'An address or CIDR is written canonically, with its host bits zero.',
  cites: ['RFC 4632 §3.1', 'RFC 5952 §4'],
  *check(environment) {
    const ofDfsps = environment.dfsps.flatMap((dfsp) => (dfsp.endpoints === null ? [] : dfspAddresses(dfsp.endpoints, dfsp)))
    for (const { reading, text, ...place } of [...hubAddresses(environment), ...ofDfsps]) {
      if (!reading.ok)
        yield { path: place.path, dfsp: place.dfsp, position: place.position, message: `"${text}" is not a canonical address: ${reading.problem}.` }
    }
  },
}
