import { checkPrimeSync, createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { defaultSettings } from '../../../src/model/default-settings.ts'
import { findings, judge } from '../../support/judge.ts'
import { testCsr, testKey } from '../../support/pki.ts'
import { prime, rsaKeyOf } from '../../support/rsa-key.ts'
import { readVectorBytes, testWithVectors } from '../../support/vectors.ts'

const path = 'dfsps/greenbank/client/2026-11.csr'

it.each(['p256', 'p384', 'rsa2048', 'rsa3072'] as const)('takes a %s key', (kind) => {
  expect(judge(['csr'], { [path]: testCsr({ key: testKey(kind) }).pem })).toEqual([])
})

it.each(['rsa1024', 'rsa2052', 'p521', 'secp256k1', 'p224'] as const)('refuses a %s key', (kind) => {
  expect(judge(['csr'], { [path]: testCsr({ key: testKey(kind) }).pem })).toEqual([`csr/weak-key ${path}`])
})

it('says the size that it found and those that the policy has', () => {
  const [finding] = findings(['csr'], { [path]: testCsr({ key: testKey('rsa1024') }).pem })
  expect(finding?.message).toBe('RSA key has 1024 bits; the policy asks for 2048, 3072 or 4096.')
})

it('takes what the policy takes', () => {
  const { policy } = defaultSettings
  const settings = { ...defaultSettings, policy: { ...policy, keys: { ...policy.keys, curves: ['P-521' as const] } } }
  expect(judge(['csr'], { [path]: testCsr({ key: testKey('p521') }).pem }, { settings })).toEqual([])
  expect(judge(['csr'], { [path]: testCsr().pem }, { settings })).toEqual([`csr/weak-key ${path}`])
})

it('refuses a key whose primes lie close together, whatever its size', () => {
  const p = prime(1024)
  const next = (n: bigint): bigint => (checkPrimeSync(n) ? n : next(n + 2n))
  const [finding] = findings(['csr'], { [path]: testCsr({ key: rsaKeyOf(p, next(p + 2n)) }).pem })
  expect([finding?.code, finding?.message]).toEqual([
    'csr/weak-key',
    "RSA modulus is the product of two primes so close that Fermat's method finds them within 110 rounds.",
  ])
})

testWithVectors('badkeys/rsa-fermat.csr')('refuses the request that badkeys published', () => {
  expect(judge(['csr'], { [path]: readVectorBytes('badkeys/rsa-fermat.csr') })).toEqual([`csr/weak-key ${path}`])
})

it('refuses a key that is on the list', () => {
  const key = testKey('p256', 'listed')
  const spki = createHash('sha256').update(key.spki).digest('hex')
  const files = { [path]: testCsr({ key }).pem, 'blocked-keys.txt': `# Found in firmware.\n${spki} # a router's\n` }
  expect(judge(['csr'], files)).toEqual([`csr/weak-key ${path}`])
  const revoked = { [`revoked/spki-${spki}.yaml`]: 'reason: keyCompromise\nat: 2026-11-20T10:00:00Z\nby: greenbank\n' }
  expect(judge(['csr'], { ...files, ...revoked })).toEqual([`csr/key-compromised ${path}`])
})
