import type { Rule } from '../rule.ts'
import { dfspAddresses, isTooWide } from './addresses.ts'

/** No entry admits more of the Internet than policy lets one entry admit. */
export const endpointCidrTooWide: Rule<'endpoints'> = {
  code: 'endpoint/cidr-too-wide',
  kind: 'endpoints',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'A CIDR is not wider than policy.addresses allows.',
  cites: ['NIST SP 800-41 §4.1'],
  *check({ file, dfsp }, { settings }) {
    const { minPrefixV4, minPrefixV6 } = settings.policy.addresses
    for (const { reading, text, position } of dfspAddresses(file, dfsp)) {
      if (!reading.ok || !isTooWide(reading.cidr, settings)) continue
      const least = reading.cidr.family === 4 ? minPrefixV4 : minPrefixV6
      yield {
        position,
        message: `"${text}" is too wide; the policy asks for a prefix of at least /${least}.`,
        hint: 'register the networks that requests really come from',
      }
    }
  },
}
