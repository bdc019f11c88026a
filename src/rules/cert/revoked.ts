import { renewalHint } from '../renewal-hint.ts'
import { revocationOf } from '../revocations.ts'
import type { Rule } from '../rule.ts'

export const certRevoked: Rule<'certificate'> = {
  code: 'cert/revoked',
  kind: 'certificate',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'A certificate that is used is not revoked; of what the Hub issued, a revoked one stays in the ledger and is a notice.',
  cites: ['RFC 5280 §5.3'],
  *check(subject, context) {
    const by = revocationOf(subject, context)
    if (by === null) return
    const message = `The certificate is revoked by "${by}".`
    yield subject.role === 'client' ? { message, severity: 'notice' } : { message, hint: renewalHint(subject) }
  },
}
