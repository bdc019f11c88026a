import { checkPrimeSync } from 'node:crypto'
import { expect, it } from 'vitest'
import { greenRoot, SERVER, serverFiles } from '../../support/greenbank.ts'
import { findings, judge } from '../../support/judge.ts'
import { testKey } from '../../support/pki.ts'
import { prime, rsaKeyOf } from '../../support/rsa-key.ts'

it.each(['p256', 'p384', 'rsa2048'] as const)('takes a %s key', (kind) => {
  expect(judge(['certificate'], serverFiles({ key: testKey(kind) }))).toEqual([])
})

it.each(['rsa1024', 'secp256k1'] as const)('refuses a %s key', (kind) => {
  expect(judge(['certificate'], serverFiles({ key: testKey(kind) }))).toEqual([`cert/weak-key ${SERVER}`])
})

it('refuses an issuer in the file whose key can be computed', () => {
  const p = prime(1024)
  const next = (n: bigint): bigint => (checkPrimeSync(n) ? n : next(n + 2n))
  const issuer = greenRoot.issueCa({ key: rsaKeyOf(p, next(p + 2n)), subject: { CN: 'Issuer' } })
  const leaf = issuer.issue().pem
  const [finding, ...others] = findings(['certificate'], serverFiles({}, { [SERVER]: `${leaf}${issuer.pem}` }))
  expect([finding?.code, finding?.path, finding?.line, others]).toEqual(['cert/weak-key', SERVER, leaf.split('\n').length, []])
  expect(finding?.message).toMatch(/^Certificate 2 of the file: RSA modulus is the product of two primes so close/)
})
