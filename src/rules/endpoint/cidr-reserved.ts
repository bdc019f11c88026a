import type { Rule } from '../rule.ts'
import { dfspAddresses, isTooWide, refusedRange } from './addresses.ts'

/** A registered address is public: nobody can be told from anybody else by a private or special one. */
export const endpointCidrReserved: Rule<'endpoints'> = {
  code: 'endpoint/cidr-reserved',
  kind: 'endpoints',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'A CIDR is public unicast space, or of a range that policy.addresses.allow names outside production.',
  cites: ['RFC 6890 §2.2'],
  *check({ file, dfsp }, { settings }) {
    for (const { reading, text, position } of dfspAddresses(file, dfsp)) {
      if (!reading.ok || isTooWide(reading.cidr, settings)) continue
      const range = refusedRange(reading.cidr, settings)
      if (range !== null)
        yield { position, message: `"${text}" lies in ${range} address space; a public address is expected.`, hint: 'register the address after your own NAT' }
    }
  },
}
