import type { Artefact } from '../model/environment.ts'
import { toHex } from '../pki/der-values.ts'
import type { CertificateFacts } from '../pki/facts.ts'
import { PURPOSE_OID } from '../pki/oids.ts'
import { oncePerCheck } from './memo.ts'
import type { CheckContext } from './rule.ts'

/** A CA of the Hub's that can be read. */
export interface HubIssuer {
  readonly artefact: Artefact<CertificateFacts>
  readonly facts: CertificateFacts
}

/** The CAs that issue DFSPs' client certificates: below the root, for client authentication; retired ones too. */
export const clientIssuers: (context: CheckContext) => readonly HubIssuer[] = oncePerCheck(({ environment, settings }) =>
  environment.hub.ca.flatMap((artefact) => (artefact.parsed.ok && issuesClients(artefact.name, artefact.parsed.facts, settings.signers) ? [{ artefact, facts: artefact.parsed.facts }] : [])),
)

function issuesClients(name: string, facts: CertificateFacts, signers: Readonly<Record<string, unknown>>): boolean {
  if (facts.selfIssued) return false
  const purposes = facts.decoded.extendedKeyUsage?.purposes
  return purposes === undefined ? name === 'clients' || Object.hasOwn(signers, name) : purposes.includes(PURPOSE_OID.clientAuth)
}

const bySubject: (context: CheckContext) => ReadonlyMap<string, readonly HubIssuer[]> = oncePerCheck((context) => {
  const issuers = new Map<string, HubIssuer[]>()
  for (const issuer of clientIssuers(context)) {
    const name = toHex(issuer.facts.subject.der)
    issuers.set(name, [...(issuers.get(name) ?? []), issuer])
  }
  return issuers
})

/** The CAs that issue client certificates and bear the name of this certificate's issuer. */
export function clientIssuersNamed(certificate: CertificateFacts, context: CheckContext): readonly HubIssuer[] {
  return bySubject(context).get(toHex(certificate.issuer.der)) ?? []
}
