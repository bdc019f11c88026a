import { crlSignedBy } from '../../pki/verify.ts'
import { crlIssuer } from '../crl-issuers.ts'
import type { Rule } from '../rule.ts'

export const crlSignature: Rule<'crl'> = {
  code: 'crl/signature',
  kind: 'crl',
  severity: 'error',
  phase: 'signature',
  waivable: false,
  summary: 'A CRL is named after, issued and signed by a CA of its party that may sign CRLs.',
  cites: ['RFC 5280 §6.3.3 (f), (g)'],
  *check(subject, context) {
    const { parsed, name } = subject.artefact
    if (!parsed.ok) return
    const issuer = crlIssuer(subject, parsed.facts, context)
    const hint = 'let the CA issue its CRL anew'
    if (issuer === null)
      yield {
        message: `The CRL is issued by "${parsed.facts.issuer.text}"; expected ${subject.role === 'hub' ? `the Hub's CA "${name}"` : 'a CA in ca/'}.`,
        hint,
      }
    else if (!crlSignedBy(parsed.facts, issuer)) yield { message: `The signature of the CRL does not verify under the key of "${issuer.subject.text}".`, hint }
    else if (issuer.decoded.keyUsage?.bits.has('cRLSign') === false)
      yield { message: `The key usage of "${issuer.subject.text}" lacks cRLSign.`, hint: 'use a CA that may sign CRLs' }
  },
}
