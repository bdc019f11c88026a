import { formatInstant } from '../../model/time.ts'
import type { Rule } from '../rule.ts'

export const certNotYetValid: Rule<'certificate'> = {
  code: 'cert/not-yet-valid',
  kind: 'certificate',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'A certificate is already valid.',
  cites: ['RFC 5280 §4.1.2.5'],
  *check({ artefact: { parsed } }, { at }) {
    if (!parsed.ok || parsed.facts[0].notBefore <= at) return
    yield {
      message: `The certificate is valid only from ${formatInstant(parsed.facts[0].notBefore)}; it is ${formatInstant(at)}.`,
      hint: 'add it when it is valid, and check the clock of the CA',
    }
  },
}
