import type { Environment } from '../../model/environment.ts'
import { equalBytes } from '../../pki/der.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import { signedBy } from '../../pki/verify.ts'

/** What is wrong with the Hub's CAs for someone who was told the fingerprint of its root (of the certificate or of its key); null where each of them leads to it. */
export function hubRootProblem({ hub }: Environment, sha256: string): string | null {
  const cas = hub.ca.flatMap(({ path, parsed }) => (parsed.ok ? [{ path, facts: parsed.facts }] : []))
  const reached = cas.filter(({ facts }) => facts.sha256 === sha256 || facts.publicKey.sha256 === sha256).map(({ facts }) => facts)
  if (reached.length === 0) return `no certificate in hub/ca has the SHA-256 "${sha256}"`
  for (let grown = true; grown; ) {
    const more = cas.filter(({ facts }) => !reached.includes(facts) && reached.some((issuer) => isIssuedBy(facts, issuer)))
    reached.push(...more.map(({ facts }) => facts))
    grown = more.length > 0
  }
  const stranger = cas.find(({ facts }) => !reached.includes(facts))
  return stranger === undefined ? null : `${stranger.path} does not lead to the root with the SHA-256 "${sha256}"`
}

const isIssuedBy = (certificate: CertificateFacts, issuer: CertificateFacts): boolean =>
  equalBytes(certificate.issuer.der, issuer.subject.der) && signedBy(certificate, issuer)
