import { expect, it } from 'vitest'
import { defaultSettings } from '../../../src/model/default-settings.ts'
import { findings, judge } from '../../support/judge.ts'
import { testCsr, testKey } from '../../support/pki.ts'

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
