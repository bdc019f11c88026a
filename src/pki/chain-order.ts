import type { CertificateFacts } from './facts.ts'
import { nameKey } from './name.ts'
import { signedBy } from './verify.ts'

/**
 * Index of the first certificate of a served chain that its successor did not issue, by name and signature, or null where the chain is in order: leaf first,
 * each one certified by the next (RFC 8446 §4.4.2 asks less; gateways send the file as it is, and some clients do not sort).
 */
export function firstOutOfOrder(chain: readonly CertificateFacts[]): number | null {
  const at = chain.findIndex((certificate, index) => {
    const next = chain[index + 1]
    return next !== undefined && !(nameKey(certificate.issuer) === nameKey(next.subject) && signedBy(certificate, next))
  })
  return at === -1 ? null : at
}
