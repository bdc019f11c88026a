import type { Environment } from '../../model/environment.ts'
import { retiredAuthorities } from '../../model/hub-authorities.ts'
import { equalBytes } from '../../pki/der.ts'
import { toHex } from '../../pki/der-values.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import type { Rule } from '../rule.ts'
import { withoutSigner } from './no-signer.ts'

export const crlMissing: Rule<'environment'> = {
  code: 'crl/missing',
  kind: 'environment',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'Every CA of the Hub that issued a client certificate has a current CRL; for any other a missing one is a warning.',
  cites: ['RFC 5280 §5'],
  *check(environment, context) {
    const { hub, issued } = environment
    const held = new Set([...hub.crl, ...issued.crl].map(({ name }) => name))
    const issuers = issuersOf(environment)
    const retired = retiredAuthorities(environment)
    const unsigned = withoutSigner(context)
    for (const { name, parsed } of hub.ca) {
      if (!parsed.ok || held.has(name) || retired.has(name) || unsigned.has(name) || isCross(environment, name, parsed.facts)) continue
      const { selfIssued, subject } = parsed.facts
      const path = selfIssued ? `hub/crl/${name}.pem` : `issued/crl/${name}.pem`
      const message = `The Hub's CA "${name}" has no CRL; revoked certificates are refused by the gateways' pins alone.`
      const hint = selfIssued ? `muhuri crl import --ca ${name}` : 'muhuri sign --crl-only'
      yield issuers.has(toHex(subject.der)) ? { path, message, hint } : { path, message, hint, severity: 'warning' }
    }
  },
}

/** Another certificate of a CA that has one of its own: its list is that CA's. */
function isCross({ hub }: Environment, name: string, { publicKey, subject, selfIssued }: CertificateFacts): boolean {
  if (selfIssued) return false
  const isOwn = ({ facts }: { readonly facts: CertificateFacts }): boolean =>
    facts.selfIssued && facts.publicKey.sha256 === publicKey.sha256 && equalBytes(facts.subject.der, subject.der)
  return hub.ca.some((ca) => ca.name !== name && ca.parsed.ok && isOwn(ca.parsed))
}

/** Names, in hex, of those who issued what lies under `issued/`. */
function issuersOf({ issued }: Environment): ReadonlySet<string> {
  return new Set(issued.certificates.flatMap(({ parsed }) => (parsed.ok ? [toHex(parsed.facts.issuer.der)] : [])))
}
