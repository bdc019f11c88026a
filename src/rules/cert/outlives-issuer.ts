import type { Artefact } from '../../model/environment.ts'
import { formatInstant } from '../../model/time.ts'
import { equalBytes } from '../../pki/der.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import { signedBy } from '../../pki/verify.ts'
import { hubCasNamed } from '../hub-issuers.ts'
import type { CertificateSubject, CheckContext, Rule } from '../rule.ts'

export const certOutlivesIssuer: Rule<'certificate'> = {
  code: 'cert/outlives-issuer',
  kind: 'certificate',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'A certificate ends no later than its issuer.',
  cites: ['RFC 5280 §6.1.3 (a)(2)'],
  *check(subject, context) {
    const { parsed } = subject.artefact
    if (!parsed.ok || parsed.facts[0].selfIssued) return
    const [leaf] = parsed.facts
    const issuers = candidates(subject, context).filter((issuer) => equalBytes(issuer.subject.der, leaf.issuer.der) && signedBy(leaf, issuer))
    const last = issuers.toSorted((one, other) => other.notAfter.getTime() - one.notAfter.getTime())[0]
    if (last !== undefined && leaf.notAfter > last.notAfter) {
      yield {
        message: `The certificate ends on ${formatInstant(leaf.notAfter)}, after its issuer "${last.subject.text}" on ${formatInstant(last.notAfter)}.`,
        hint: 'let the CA issue it for a shorter time',
      }
    }
  },
}

/** Certificates that may have issued it: the rest of its file and the CAs of its party. */
function candidates({ role, artefact: { parsed }, dfsp }: CertificateSubject, context: CheckContext): readonly CertificateFacts[] {
  if (!parsed.ok || role === 'server-ca' || role === 'hub-server-ca') return []
  const [leaf, ...rest] = parsed.facts
  if (dfsp === null || role === 'client')
    return [...rest, ...hubCasNamed(leaf.issuer, context).map(({ facts }) => facts), ...readable(context.environment.hub.serverCa)]
  return [...rest, ...readable(dfsp.ca), ...readable(dfsp.serverCa)]
}

const readable = (artefacts: readonly Artefact<CertificateFacts>[]): readonly CertificateFacts[] =>
  artefacts.flatMap(({ parsed }) => (parsed.ok ? [parsed.facts] : []))
