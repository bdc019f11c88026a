import type { CertificateRole, Rule } from '../rule.ts'

const CAS: ReadonlySet<CertificateRole> = new Set(['ca', 'server-ca', 'hub-ca', 'hub-server-ca'])

export const certCaFlag: Rule<'certificate'> = {
  code: 'cert/ca-flag',
  kind: 'certificate',
  severity: 'error',
  phase: 'key',
  waivable: true,
  summary: 'A CA certificate says CA:TRUE, and no other does.',
  cites: ['RFC 5280 §4.2.1.9'],
  *check({ role, artefact: { parsed } }) {
    if (!parsed.ok) return
    const { basicConstraints } = parsed.facts[0].decoded
    const isCa = basicConstraints?.ca === true
    if (isCa && !CAS.has(role))
      yield {
        message: 'The leaf certificate says CA:TRUE; expected CA:FALSE, or it could issue certificates itself.',
        hint: 'let the CA issue it with basicConstraints = critical,CA:FALSE',
      }
    if (!isCa && CAS.has(role))
      yield {
        message: `The certificate ${basicConstraints === null ? 'has no basicConstraints' : 'says CA:FALSE'}; a CA needs CA:TRUE.`,
        hint: 'put the certificate of the CA itself here',
      }
  },
}
