import type { Artefact } from '../model/environment.ts'
import { toHex } from '../pki/der-values.ts'
import type { CertificateFacts, DistinguishedName } from '../pki/facts.ts'
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
  environment.hub.ca.flatMap((artefact) =>
    artefact.parsed.ok && issuesClients(artefact.name, artefact.parsed.facts, settings.signers) ? [{ artefact, facts: artefact.parsed.facts }] : [],
  ),
)

function issuesClients(name: string, facts: CertificateFacts, signers: Readonly<Record<string, unknown>>): boolean {
  if (facts.selfIssued) return false
  const purposes = facts.decoded.extendedKeyUsage?.purposes
  return purposes === undefined ? name === 'clients' || Object.hasOwn(signers, name) : purposes.includes(PURPOSE_OID.clientAuth)
}

const hubCas: (context: CheckContext) => readonly HubIssuer[] = oncePerCheck(({ environment }) =>
  environment.hub.ca.flatMap((artefact) => (artefact.parsed.ok ? [{ artefact, facts: artefact.parsed.facts }] : [])),
)

const bySubject: (context: CheckContext) => ReadonlyMap<string, readonly HubIssuer[]> = oncePerCheck((context) => {
  const cas = new Map<string, HubIssuer[]>()
  for (const ca of hubCas(context)) {
    const name = toHex(ca.facts.subject.der)
    cas.set(name, [...(cas.get(name) ?? []), ca])
  }
  return cas
})

/** The Hub's CAs of exactly this name. */
export const hubCasNamed = (name: DistinguishedName, context: CheckContext): readonly HubIssuer[] => bySubject(context).get(toHex(name.der)) ?? []

/** The CAs that issue client certificates and bear the name of this certificate's issuer. */
export function clientIssuersNamed(certificate: CertificateFacts, context: CheckContext): readonly HubIssuer[] {
  const issuers = clientIssuers(context)
  return hubCasNamed(certificate.issuer, context).filter(({ facts }) => issuers.some((issuer) => issuer.facts === facts))
}
