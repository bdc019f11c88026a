import type { Artefact } from '../model/environment.ts'
import { equalBytes } from '../pki/der.ts'
import type { CertificateFacts, CrlFacts } from '../pki/facts.ts'
import type { CheckContext, CrlSubject } from './rule.ts'

/** The CAs that may have issued the list: of the Hub the one that the file is named after, of a DFSP any of its own. */
export function crlIssuers({ role, artefact, dfsp }: CrlSubject, { environment }: CheckContext): readonly CertificateFacts[] {
  const cas = role === 'hub' ? environment.hub.ca.filter(({ name }) => name === artefact.name) : [...(dfsp?.ca ?? []), ...(dfsp?.serverCa ?? [])]
  return cas.flatMap(({ parsed }: Artefact<CertificateFacts>) => (parsed.ok ? [parsed.facts] : []))
}

/** That of `crlIssuers` whose name the list bears, or null. */
export function crlIssuer(subject: CrlSubject, crl: CrlFacts, context: CheckContext): CertificateFacts | null {
  return crlIssuers(subject, context).find(({ subject: name }) => equalBytes(name.der, crl.issuer.der)) ?? null
}
