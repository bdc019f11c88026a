import type { Artefact, Dfsp, Environment } from '../model/environment.ts'
import type { Finding } from '../model/finding.ts'
import { isInForce } from '../model/holdings.ts'
import type { CertificateFacts, CsrFacts } from '../pki/facts.ts'
import { PURPOSE_OID } from '../pki/oids.ts'
import { quarantine } from './quarantine.ts'

/** A CSR that waits for its certificate. */
export interface PendingRequest {
  readonly dfsp: Dfsp
  readonly csr: Artefact<CsrFacts>
}

/**
 * CSRs for which the issuer owes a certificate (CONTRACT §2): of a DFSP that is admitted or active, the key not
 * revoked, and named by no issued record of the current issuer. By DFSP, then path. Quarantined and unreadable ones
 * are among them: whoever signs refuses those by name, whoever plans leaves them out (`signableRequests`).
 */
export function pendingRequests(environment: Environment, at: Date, issuer: string | null = currentIssuerName(environment, at)): readonly PendingRequest[] {
  const revoked = new Set(environment.revoked.map(({ name }) => name))
  const issued = new Set(environment.issued.records.flatMap(({ value }) => (value?.state === 'issued' && value.issuer === issuer ? [value.csr.sha256] : [])))
  const waits = (csr: Artefact<CsrFacts>): boolean => !issued.has(csr.sha256) && !(csr.parsed.ok && revoked.has(`spki-${csr.parsed.facts.publicKey.sha256}`))
  const served = environment.dfsps.filter(({ profile }) => profile?.value?.status === 'admitted' || profile?.value?.status === 'active')
  return served.flatMap((dfsp) => dfsp.client.filter(waits).map((csr) => ({ dfsp, csr })))
}

/** Pending CSRs that nothing keeps from being signed: what a merge will issue. Empty where an error stops all. */
export function signableRequests(environment: Environment, findings: readonly Finding[], at: Date): readonly PendingRequest[] {
  const { blocking, paths, dfsps } = quarantine(environment, findings)
  if (blocking.length > 0) return []
  return pendingRequests(environment, at).filter(({ dfsp, csr }) => csr.parsed.ok && !paths.has(csr.path) && !dfsps.has(dfsp.id))
}

/**
 * Name of the Hub CA that issues client certificates now: of those in force that may, first those with a signer in
 * environment.yaml, then the youngest; null where there is none.
 */
export function currentIssuerName({ hub, settings }: Environment, at: Date): string | null {
  const signers = settings?.value?.signers ?? {}
  const able = hub.ca.flatMap(({ name, parsed }) =>
    parsed.ok && isClientsCa(parsed.facts) && isInForce(parsed.facts, at) ? [{ name, facts: parsed.facts }] : [],
  )
  const rank = ({ name }: { readonly name: string }): number => (Object.hasOwn(signers, name) ? 0 : 1)
  const [best] = able.sort((a, b) => rank(a) - rank(b) || Number(b.facts.notBefore) - Number(a.facts.notBefore) || (a.name < b.name ? -1 : 1))
  return best?.name ?? null
}

/** DESIGN §7: pathLen 0 and EKU clientAuth only. */
function isClientsCa({ decoded }: CertificateFacts): boolean {
  return (
    decoded.basicConstraints?.ca === true && decoded.basicConstraints.pathLength === 0 && decoded.extendedKeyUsage?.purposes.join() === PURPOSE_OID.clientAuth
  )
}
