import type { CertificateFacts } from '../../pki/facts.ts'
import type { Rule } from '../rule.ts'
import { keyKindProblem, signatureProblem } from '../signature-policy.ts'

export const certAlgorithm: Rule<'certificate'> = {
  code: 'cert/algorithm',
  kind: 'certificate',
  severity: 'error',
  phase: 'key',
  waivable: true,
  summary: 'A certificate has an RSA or EC key and is signed with SHA-256 or stronger, by the algorithm that it says inside.',
  cites: ['RFC 5280 §4.1.1.2', 'RFC 4055', 'RFC 5758'],
  *check({ artefact: { parsed } }) {
    const message = parsed.ok ? problem(parsed.facts[0]) : null
    if (message !== null) yield { message, hint: 'let the CA issue it anew, with SHA-256' }
  },
}

function problem({ publicKey, signatureAlgorithm, signatureAlgorithmsAgree }: CertificateFacts): string | null {
  if (!signatureAlgorithmsAgree) return 'The certificate names one signature algorithm inside and another outside; expected the same.'
  return keyKindProblem(publicKey) ?? signatureProblem(signatureAlgorithm)
}
