import { certificatePath } from '../../model/certificate-path.ts'
import { equalBytes } from '../../pki/der.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import type { Rule } from '../rule.ts'

export const chainOrder: Rule<'certificate'> = {
  code: 'chain/order',
  kind: 'certificate',
  severity: 'error',
  phase: 'signature',
  waivable: true,
  summary: 'A file with a chain holds the leaf first, each certificate issued by the next, and nothing else.',
  cites: ['RFC 8446 §4.4.2'],
  *check({ role, artefact: { parsed }, dfsp }, { environment, at }) {
    if (!parsed.ok || parsed.facts.length === 1 || (role !== 'server' && role !== 'hub-server' && role !== 'hub-client')) return
    const broken = firstGap(parsed.facts)
    if (broken === null) return
    const complete = canBeSorted(parsed.facts) || certificatePath({ role, certificates: parsed.facts, dfsp }, environment.hub, at).ok
    if (complete)
      yield {
        message: `Certificate ${broken + 2} of the file did not issue certificate ${broken + 1}; expected the leaf first, each followed by its issuer.`,
        hint: 'put the blocks in order: leaf, its issuer, and so on',
      }
  },
}

const issued = (issuer: CertificateFacts | undefined, certificate: CertificateFacts): boolean =>
  issuer !== undefined && equalBytes(issuer.subject.der, certificate.issuer.der)

function firstGap(chain: readonly CertificateFacts[]): number | null {
  const at = chain.findIndex((certificate, index) => index < chain.length - 1 && !issued(chain[index + 1], certificate))
  return at === -1 ? null : at
}

/** Some order of the same certificates is a chain. */
function canBeSorted(chain: readonly CertificateFacts[]): boolean {
  const first = chain.find((certificate) => !chain.some((other) => other !== certificate && issued(certificate, other)))
  const seen = new Set<CertificateFacts>()
  for (let current = first; current !== undefined && !seen.has(current); ) {
    const last: CertificateFacts = current
    seen.add(last)
    current = chain.find((other) => other !== last && issued(other, last))
  }
  return seen.size === chain.length
}
