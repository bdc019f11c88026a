import { equalBytes } from '../../pki/der.ts'
import { crlIssuer } from '../crl-issuers.ts'
import type { Rule } from '../rule.ts'

export const crlAki: Rule<'crl'> = {
  code: 'crl/aki',
  kind: 'crl',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'A CRL of the Hub names the key that signed it, as the CA does.',
  cites: ['RFC 5280 §5.2.1'],
  *check(subject, context) {
    const { parsed } = subject.artefact
    if (subject.role !== 'hub' || !parsed.ok) return
    const expected = crlIssuer(subject, parsed.facts, context)?.decoded.subjectKeyIdentifier ?? null
    const { authorityKeyIdentifier: given } = parsed.facts
    const hint = 'muhuri sign --crl-only'
    if (given === null) yield { message: 'The CRL has no authority key identifier.', hint }
    else if (expected !== null && !equalBytes(given, expected))
      yield { message: 'The authority key identifier of the CRL is not the subject key identifier of its CA.', hint }
  },
}
