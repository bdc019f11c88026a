import type { Rule } from '../rule.ts'

export const jwsUnreadable: Rule<'jws'> = {
  code: 'jws/unreadable',
  kind: 'jws',
  severity: 'error',
  phase: 'readable',
  waivable: false,
  summary: 'A key file is one PEM block with a public key, or with a certificate whose key is taken, and nothing after it.',
  cites: ['RFC 7468 §13'],
  *check({ artefact: { parsed }, holdsPrivateKey }) {
    if (parsed.ok || holdsPrivateKey === true) return
    yield {
      message: parsed.message,
      hint: 'openssl pkey -in <private key> -pubout -out <file>.pem',
      position: parsed.line === undefined ? null : { line: parsed.line, column: 1 },
    }
  },
}
