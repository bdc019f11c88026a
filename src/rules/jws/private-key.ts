import type { Rule } from '../rule.ts'

export const jwsPrivateKey: Rule<'jws'> = {
  code: 'jws/private-key',
  kind: 'jws',
  severity: 'error',
  phase: 'readable',
  waivable: false,
  summary: 'What is given as a public key holds no private one.',
  cites: ['RFC 7517 §9.3'],
  *check({ holdsPrivateKey }) {
    if (holdsPrivateKey === true)
      yield {
        message: 'The file holds a private key; expected the public key alone.',
        hint: 'openssl pkey -in <private key> -pubout -out <file>.pem, and make a new key where this one was shown to anyone',
      }
  },
}
