/** Revocation along a path by complete CRLs (RFC 5280 §6.3), without delta or indirect ones: what is not understood does not count as good. */
import { extensionName } from './extensions.ts'
import type { CertificateFacts, CrlFacts } from './facts.ts'
import { isMakerDefect } from './maker-defect.ts'
import { nameKey } from './name.ts'
import { EXTENSION_OID } from './oids.ts'
import type { FactsRequest, PathProblem } from './path-request.ts'
import { crlSignedBy } from './verify.ts'

type Request = FactsRequest & { readonly crls: readonly CrlFacts[] }

/** For each certificate below the anchor: revoked, or not covered by a current CRL of its issuer. */
export function revocationProblems(path: readonly CertificateFacts[], request: Request): PathProblem[] {
  return path.slice(0, -1).flatMap((certificate, index) => {
    const issuer = path[index + 1] as CertificateFacts
    const problem = revocationProblem(certificate, issuer, request)
    return problem === null ? [] : [problem]
  })
}

function revocationProblem(certificate: CertificateFacts, issuer: CertificateFacts, { crls, at }: Request): PathProblem | null {
  const subject = `"${certificate.subject.text}"`
  const named = crls.filter((crl) => nameKey(crl.issuer) === nameKey(certificate.issuer))
  const verdicts = named.map((crl) => ({ crl, problem: crlProblem(crl, issuer, at) }))
  const usable = verdicts.filter(({ problem }) => problem === null).map(({ crl }) => crl)
  const entry = usable.map((crl) => crl.entries.get(certificate.serial)).find((found) => found !== undefined)
  if (entry !== undefined) {
    const message = `${subject} was revoked at ${entry.revokedAt.toISOString()} (${entry.reason ?? 'no reason given'}).`
    return { code: 'revoked', certificate: certificate.sha256, message }
  }
  if (usable.length > 0) return null
  const why = verdicts.map(({ problem }) => problem).find((problem) => problem !== null)
  const message = `No current CRL of "${certificate.issuer.text}" covers ${subject}${why === undefined || why === null ? '' : `: ${why}`}.`
  return { code: 'crl', certificate: certificate.sha256, message }
}

/** Extensions by which a list may cover less, or others, than all certificates of its issuer (RFC 5280 §5.2.4, §5.2.5); both must be critical, and are not believed where they are not either. */
const PARTIAL: ReadonlySet<string> = new Set([EXTENSION_OID.deltaCrlIndicator, EXTENSION_OID.issuingDistributionPoint])

/** Why the list is not a complete one of its issuer as far as is understood, or null. */
export function partialList({ extensions }: CrlFacts): string | null {
  const odd = extensions.find(({ critical, oid }) => critical || PARTIAL.has(oid))
  return odd === undefined ? null : `its extension ${extensionName(odd.oid)} is not processed here`
}

/** Why a CRL says nothing about certificates of `issuer` at that instant, or null. */
export function crlProblem(crl: CrlFacts, issuer: CertificateFacts, at: Date): string | null {
  const { keyUsage } = issuer.decoded
  const seconds = Math.floor(at.getTime() / 1000) * 1000
  const defect = crl.defects.find((one) => !isMakerDefect(one)) ?? partialList(crl)
  if (defect !== null) return defect
  if (crl.number === null) return 'it has no CRL number'
  if (crl.nextUpdate === null) return 'it does not say when the next one comes'
  if (seconds < crl.thisUpdate.getTime()) return `it is valid only from ${crl.thisUpdate.toISOString()}`
  if (seconds > crl.nextUpdate.getTime()) return `it expired at ${crl.nextUpdate.toISOString()}`
  if (keyUsage !== null && !keyUsage.bits.has('cRLSign')) return `the key usage of "${issuer.subject.text}" does not include cRLSign`
  return crlSignedBy(crl, issuer) ? null : `its signature does not verify under "${issuer.subject.text}"`
}
