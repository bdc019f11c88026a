import type { EnvironmentFile } from '../../model/generated/files.ts'
import type { CertificateRole, Rule } from '../rule.ts'

const DAY = 86_400_000

export const certValidityTooLong: Rule<'certificate'> = {
  code: 'cert/validity-too-long',
  kind: 'certificate',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'A certificate is valid no longer than the policy allows for its kind.',
  cites: ['RFC 5280 §4.1.2.5'],
  *check({ role, artefact: { parsed, path } }, { settings, environment }) {
    const limit = maxDays(role, settings.policy)
    if (!parsed.ok || limit === null) return
    const { notBefore, notAfter } = parsed.facts[0]
    const slack = role === 'client' ? settings.policy.clientCertificate.backdateMinutes * 60_000 : 0
    const length = notAfter.getTime() - notBefore.getTime()
    if (length <= limit * DAY + slack) return
    const message = `The certificate is valid for ${Math.ceil(length / DAY)} days; the policy asks for at most ${limit}.`
    // What was issued under the policy of its day stays good when policy gets stricter.
    const issued = role === 'client' && environment.issued.certificates.some((certificate) => certificate.path === path)
    yield issued ? { message, severity: 'notice' } : { message, hint: 'let the CA issue it anew, for a shorter time' }
  },
}

/** Null: no limit; CAs that others run for their servers keep their own. */
function maxDays(role: CertificateRole, { clientCertificate, serverCertificate, hubClientCertificate, ca }: EnvironmentFile['policy']): number | null {
  const limits: Readonly<Record<CertificateRole, number | null>> = {
    client: clientCertificate.days,
    server: serverCertificate.maxDays,
    'hub-server': serverCertificate.maxDays,
    'hub-client': hubClientCertificate.maxDays,
    ca: ca.maxDays,
    'hub-ca': ca.maxDays,
    'server-ca': null,
    'hub-server-ca': null,
  }
  return limits[role]
}
