import type { CertificateFacts } from '../pki/facts.ts'
import { certificateSubjects } from './certificate-subjects.ts'
import { oncePerCheck } from './memo.ts'
import { revocationOf } from './revocations.ts'
import type { CertificateSubject, CheckContext } from './rule.ts'

const kindOf = ({ role, artefact }: CertificateSubject): string => `${role} ${artefact.dfsp ?? ''}`

/** Certificates that are valid now and not revoked, by role and owner. */
const inForce: (context: CheckContext) => ReadonlyMap<string, readonly CertificateFacts[]> = oncePerCheck((context) => {
  const kinds = new Map<string, CertificateFacts[]>()
  for (const subject of certificateSubjects(context.environment)) {
    const { parsed } = subject.artefact
    if (!parsed.ok || !isValidAt(parsed.facts[0], context.at) || revocationOf(subject, context) !== null) continue
    kinds.set(kindOf(subject), [...(kinds.get(kindOf(subject)) ?? []), parsed.facts[0]])
  }
  return kinds
})

/** Other certificates of the same owner for the same use that are in force. */
export function othersInForce(subject: CertificateSubject, context: CheckContext): readonly CertificateFacts[] {
  const { parsed } = subject.artefact
  const own = parsed.ok ? parsed.facts[0].sha256 : null
  return (inForce(context).get(kindOf(subject)) ?? []).filter(({ sha256 }) => sha256 !== own)
}

/** The instant lies in the certificate's validity, both ends included (RFC 5280 §4.1.2.5). */
export const isValidAt = ({ notBefore, notAfter }: CertificateFacts, at: Date): boolean => notBefore <= at && at <= notAfter
