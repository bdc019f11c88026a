import type { Rule } from '../rule.ts'

export const crlUnreadable: Rule<'crl'> = {
  code: 'crl/unreadable',
  kind: 'crl',
  severity: 'error',
  phase: 'readable',
  waivable: false,
  summary: 'A CRL file is one PEM block that holds an X.509 CRL in DER.',
  cites: ['RFC 5280 §5.1', 'RFC 7468 §6'],
  *check({ artefact: { parsed } }) {
    if (!parsed.ok)
      yield { message: parsed.message, hint: 'put the CRL here in PEM, alone', position: parsed.line === undefined ? null : { line: parsed.line, column: 1 } }
  },
}
