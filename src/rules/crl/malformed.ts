import { partialList } from '../../pki/path-revocation.ts'
import type { Rule } from '../rule.ts'

export const crlMalformed: Rule<'crl'> = {
  code: 'crl/malformed',
  kind: 'crl',
  severity: 'error',
  phase: 'key',
  waivable: true,
  summary: 'A CRL keeps to the encodings of RFC 5280 and is complete: neither delta nor indirect, nor limited to some certificates.',
  cites: ['RFC 5280 §5.1', 'RFC 5280 §5.2', 'RFC 5280 §5.3'],
  *check({ role, artefact: { parsed } }) {
    if (!parsed.ok) return
    const defect = parsed.facts.defects[0] ?? partialList(parsed.facts)
    const hint = role === 'hub' ? 'muhuri sign --crl-only' : 'let the CA issue a complete CRL'
    if (defect !== null) yield { message: `The CRL is malformed: ${defect}.`, hint }
  },
}
