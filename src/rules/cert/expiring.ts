import type { EnvironmentFile } from '../../model/generated/files.ts'
import { formatInstant } from '../../model/time.ts'
import { othersInForce } from '../in-force.ts'
import { renewalHint } from '../renewal-hint.ts'
import { revocationOf } from '../revocations.ts'
import type { CertificateRole, Rule } from '../rule.ts'

const DAY = 86_400_000

export const certExpiring: Rule<'certificate'> = {
  code: 'cert/expiring',
  kind: 'certificate',
  severity: 'warning',
  phase: 'rest',
  waivable: true,
  summary: 'A certificate is renewed before it expires.',
  cites: ['RFC 5280 §4.1.2.5'],
  *check(subject, context) {
    const { parsed } = subject.artefact
    if (!parsed.ok || subject.dfsp?.profile?.value?.status === 'left') return
    const { notAfter } = parsed.facts[0]
    const left = notAfter.getTime() - context.at.getTime()
    if (left < 0 || left > renewBeforeDays(subject.role, context.settings.policy) * DAY) return
    if (revocationOf(subject, context) !== null || othersInForce(subject, context).some((other) => other.notAfter > notAfter)) return
    yield { message: `The certificate expires on ${formatInstant(notAfter)}, in ${Math.floor(left / DAY)} days.`, hint: renewalHint(subject) }
  },
}

function renewBeforeDays(role: CertificateRole, policy: EnvironmentFile['policy']): number {
  if (role === 'client') return policy.clientCertificate.renewBeforeDays
  return role === 'hub-client' ? policy.hubClientCertificate.renewBeforeDays : policy.serverCertificate.renewBeforeDays
}
