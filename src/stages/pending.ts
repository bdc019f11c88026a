import type { Artefact, Dfsp, Environment } from '../model/environment.ts'
import type { Finding } from '../model/finding.ts'
import type { IssuedRecord } from '../model/generated/files.ts'
import { isInForce, type Revocations, revocationsOf } from '../model/holdings.ts'
import { retiredAuthorities } from '../model/hub-authorities.ts'
import { formatInstant } from '../model/time.ts'
import type { CertificateFacts, CsrFacts } from '../pki/facts.ts'
import { PURPOSE_OID } from '../pki/oids.ts'
import { quarantine } from './quarantine.ts'

/** A CSR that waits for its certificate. */
export interface PendingRequest {
  readonly dfsp: Dfsp
  readonly csr: Artefact<CsrFacts>
  /** Serial of the newest certificate that another CA has given to the same CSR, or null. */
  readonly reissueOf: string | null
}

/**
 * CSRs for which the issuer owes a certificate (CONTRACT §2): of a DFSP that is admitted or active, the key not
 * revoked, and named by no issued record of the current issuer (one whose certificate of an earlier issuer was revoked or
 * has run out waits no more: it must be asked for with a new key). By DFSP, then path. Quarantined and unreadable ones
 * are among them: whoever signs refuses those by name, whoever plans leaves them out (`signableRequests`).
 */
export function pendingRequests(environment: Environment, at: Date, issuer: string | null = currentIssuerName(environment, at)): readonly PendingRequest[] {
  const revocations = revocationsOf(environment)
  const answers = answersByRequest(environment)
  const waits = ({ sha256, parsed }: Artefact<CsrFacts>): boolean =>
    !isAnswered(answers.get(sha256) ?? [], { issuer, at, revocations }) && !(parsed.ok && revocations.keys.has(parsed.facts.publicKey.sha256))
  const served = environment.dfsps.filter(({ profile }) => profile?.value?.status === 'admitted' || profile?.value?.status === 'active')
  return served.flatMap((dfsp) => dfsp.client.filter(waits).map((csr) => ({ dfsp, csr, reissueOf: newestSerial(answers.get(csr.sha256) ?? []) })))
}

function newestSerial(answers: readonly IssuedRecord[]): string | null {
  return [...answers].sort((a, b) => (a.notBefore > b.notBefore ? -1 : 1))[0]?.serial ?? null
}

/** Records of certificates that were issued, by SHA-256 of the CSR's file, in path order. */
function answersByRequest({ issued }: Environment): ReadonlyMap<string, readonly IssuedRecord[]> {
  const answers = new Map<string, IssuedRecord[]>()
  for (const { value } of issued.records) {
    if (value?.state !== 'issued') continue
    const known = answers.get(value.csr.sha256)
    if (known === undefined) answers.set(value.csr.sha256, [value])
    else known.push(value)
  }
  return answers
}

/** The issuer has answered; or another one had, and the certificate was revoked or has run out: then the key has had its time. */
function isAnswered(
  answers: readonly IssuedRecord[],
  { issuer, at, revocations }: { readonly issuer: string | null; readonly at: Date; readonly revocations: Revocations },
): boolean {
  if (answers.length === 0) return false
  if (answers.some((record) => record.issuer === issuer || revocations.serials.has(record.serial))) return true
  return answers.every(({ notAfter }) => notAfter < formatInstant(at))
}

/** Pending CSRs that nothing keeps from being signed: what a merge will issue. Empty where an error stops all. */
export function signableRequests(environment: Environment, findings: readonly Finding[], at: Date): readonly PendingRequest[] {
  const { blocking, paths, dfsps } = quarantine(environment, findings)
  if (blocking.length > 0) return []
  return pendingRequests(environment, at).filter(({ dfsp, csr }) => csr.parsed.ok && !paths.has(csr.path) && !dfsps.has(dfsp.id))
}

/** Name of the Hub CA that issues client certificates: the one that `environment.yaml` names, where it is there, in force and may; else null. */
export function currentIssuerName(environment: Environment, at: Date): string | null {
  const name = environment.settings?.value?.authorities.clients ?? null
  return name !== null && mayIssueClients(environment, name, at) ? name : null
}

/** Whether a CA of that name is in force, not retired, and made for client certificates. */
export function mayIssueClients(environment: Environment, name: string, at: Date): boolean {
  const ca = environment.hub.ca.find((artefact) => artefact.name === name)?.parsed
  return ca?.ok === true && isClientsCa(ca.facts) && isInForce(ca.facts, at) && !retiredAuthorities(environment).has(name)
}

/** DESIGN §7: pathLen 0 and EKU clientAuth only. */
function isClientsCa({ decoded }: CertificateFacts): boolean {
  return (
    decoded.basicConstraints?.ca === true && decoded.basicConstraints.pathLength === 0 && decoded.extendedKeyUsage?.purposes.join() === PURPOSE_OID.clientAuth
  )
}
