import type { Rule } from '../rule.ts'
import { keyKindProblem, signatureProblem } from '../signature-policy.ts'

export const csrAlgorithm: Rule<'csr'> = {
  code: 'csr/algorithm',
  kind: 'csr',
  severity: 'error',
  phase: 'key',
  waivable: true,
  summary: 'A CSR has an RSA or EC key and is signed with SHA-256 or stronger.',
  cites: ['RFC 4055', 'RFC 5758'],
  *check({ artefact: { parsed } }) {
    if (!parsed.ok) return
    const message = keyKindProblem(parsed.facts.publicKey) ?? signatureProblem(parsed.facts.signatureAlgorithm)
    if (message !== null) yield { message, hint: 'openssl req -new -sha256 -key <key> -out <file>.csr' }
  },
}
