import { formatInstant } from '../../model/time.ts'
import { othersInForce } from '../in-force.ts'
import { renewalHint } from '../renewal-hint.ts'
import { revocationOf } from '../revocations.ts'
import type { CertificateSubject, CheckContext, Rule } from '../rule.ts'

export const certExpired: Rule<'certificate'> = {
  code: 'cert/expired',
  kind: 'certificate',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'A certificate has not expired; where another of its kind is in force, an expired one is only a notice.',
  cites: ['RFC 5280 §4.1.2.5'],
  *check(subject, context) {
    const { parsed } = subject.artefact
    if (!parsed.ok || context.at <= parsed.facts[0].notAfter) return
    const message = `The certificate expired on ${formatInstant(parsed.facts[0].notAfter)}.`
    yield isOver(subject, context) ? { message, severity: 'notice' } : { message, hint: renewalHint(subject) }
  },
}

/** Nobody relies on it any more: succeeded, revoked, or of a DFSP that left. */
function isOver(subject: CertificateSubject, context: CheckContext): boolean {
  return subject.dfsp?.profile?.value?.status === 'left' || revocationOf(subject, context) !== null || othersInForce(subject, context).length > 0
}
