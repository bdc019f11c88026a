import type { Rule } from '../rule.ts'
import { isAllowedSignature } from '../signature-policy.ts'

export const csrSignature: Rule<'csr'> = {
  code: 'csr/signature',
  kind: 'csr',
  severity: 'error',
  phase: 'signature',
  waivable: false,
  summary: "A CSR's signature verifies under the key that it carries: proof of possession.",
  cites: ['RFC 2986 §3'],
  *check({ artefact: { parsed } }) {
    if (!parsed.ok || parsed.facts.signatureValid || !isAllowedSignature(parsed.facts.signatureAlgorithm)) return
    yield {
      message: "The signature does not verify under the request's own key: the request was altered after it was signed, or signed with another key.",
      hint: 'make the request anew: openssl req -new -key <key> -out <file>.csr',
    }
  },
}
