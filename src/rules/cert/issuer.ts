import { signedBy } from '../../pki/verify.ts'
import { clientIssuersNamed } from '../hub-issuers.ts'
import type { Rule } from '../rule.ts'

export const certIssuer: Rule<'certificate'> = {
  code: 'cert/issuer',
  kind: 'certificate',
  severity: 'error',
  phase: 'signature',
  waivable: false,
  summary: 'What lies under issued/ was issued and signed by a CA of the Hub for clients.',
  cites: ['RFC 5280 §6.1.3'],
  *check({ role, artefact: { parsed } }, context) {
    if (role !== 'client' || !parsed.ok) return
    const [leaf] = parsed.facts
    const issuers = clientIssuersNamed(leaf, context)
    if (issuers.length === 0)
      yield {
        message: `The issuer "${leaf.issuer.text}" is no CA of the Hub that issues client certificates.`,
        hint: 'remove it; only muhuri sign writes here',
      }
    else if (!issuers.some(({ facts }) => signedBy(leaf, facts)))
      yield { message: `The certificate names the issuer "${leaf.issuer.text}" but is not signed by it.`, hint: 'remove it; only muhuri sign writes here' }
  },
}
