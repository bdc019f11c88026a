import { formatInstant } from '../../model/time.ts'
import type { Rule } from '../rule.ts'

export const crlExpired: Rule<'crl'> = {
  code: 'crl/expired',
  kind: 'crl',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'A CRL says when the next one comes, and that time has not passed.',
  cites: ['RFC 5280 §5.1.2.5'],
  *check({ role, artefact: { parsed } }, { at }) {
    if (!parsed.ok || (parsed.facts.nextUpdate !== null && at <= parsed.facts.nextUpdate)) return
    const { nextUpdate } = parsed.facts
    const message = nextUpdate === null ? 'The CRL does not say when the next one comes (nextUpdate).' : `The CRL ended on ${formatInstant(nextUpdate)}.`
    yield { message, hint: role === 'hub' ? 'muhuri sign --crl-only' : 'fetch the current CRL of the CA' }
  },
}
